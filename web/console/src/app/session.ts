import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import { api } from '@shared/api/client'
import type { Language } from '@shared/i18n'
import { useLanguage } from '@console/i18n'

export interface Session {
  user: {
    id: string
    username: string
    displayName: string
    orgKind: 'agency' | 'supplier'
    supplierId?: string
    supplierName?: string
    language: Language
    mustChangePassword: boolean
  }
  roles: string[]
  permissions: string[]
}

export const useSession = defineStore('session', () => {
  const session = ref<Session | null>(null)
  const known = ref(false)

  const user = computed(() => session.value?.user)
  const permissions = computed(() => new Set(session.value?.permissions ?? []))
  const isSupplier = computed(() => user.value?.orgKind === 'supplier')

  /** Whether a list says whose each row is: a supplier meets only itself, and from assessors the names are withheld. */
  const namesSuppliers = computed(() => !isSupplier.value && may('supplier.read'))

  /** True when any one of the permissions is held; without a permission, for everybody signed in. */
  function may(permission?: string | string[]): boolean {
    if (!permission) return session.value !== null
    return [permission].flat().some((p) => permissions.value.has(p))
  }

  /** Asks the server once a page load who is signed in; a refusal means nobody. */
  async function restore(): Promise<void> {
    if (known.value) return
    try {
      await take(await api.get<Session>('/session'))
    } catch {
      session.value = null
    }
    known.value = true
  }

  async function signIn(username: string, password: string): Promise<void> {
    await take(await api.post<Session>('/session', { body: { username, password } }))
    known.value = true
  }

  async function take(next: Session): Promise<void> {
    session.value = next
    if (next.user.language) await useLanguage(next.user.language)
  }

  async function signOut(): Promise<void> {
    try {
      await api.del('/session')
    } finally {
      session.value = null
    }
  }

  /** The server no longer knows the session. */
  function forget(): void {
    session.value = null
  }

  async function setLanguage(language: Language): Promise<void> {
    await useLanguage(language)
    if (session.value) {
      session.value.user.language = language
      await api.put('/session/language', { body: { language } })
    }
  }

  function passwordChanged(): void {
    if (session.value) session.value.user.mustChangePassword = false
  }

  return { session, user, permissions, isSupplier, namesSuppliers, may, restore, signIn, signOut, forget, setLanguage, passwordChanged }
})
