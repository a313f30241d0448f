// Who works with this phone. The server's cookie is what counts; the copy here lets the app open,
// and records be made, where there is no signal.

import { computed, shallowRef } from 'vue'
import { ApiProblem } from '@shared/api/problem'
import { server } from '../api/field'
import type { Mode, Session } from '../api/types'

const place = 'hengjian.field.session'

function kept(): Session | undefined {
  try {
    return JSON.parse(localStorage.getItem(place) ?? 'null') ?? undefined
  } catch {
    return undefined
  }
}

export const session = shallowRef<Session | undefined>(kept())
/** The cookie has run out while work goes on: records are still made and wait until the sign-in. */
export const expired = shallowRef(false)
export const user = computed(() => session.value?.user)
export const mode = computed<Mode>(() => (user.value?.orgKind === 'supplier' ? 'self' : 'supervision'))

export function may(permission: string): boolean {
  return session.value?.permissions.includes(permission) ?? false
}

export function keepSession(next: Session | undefined): void {
  session.value = next
  expired.value = false
  if (next) localStorage.setItem(place, JSON.stringify(next))
  else localStorage.removeItem(place)
}

/** Asks the server whether the kept session still holds; without an answer it is believed. */
export async function confirmSession(): Promise<void> {
  if (!session.value) return
  try {
    keepSession(await server.session())
  } catch (failure) {
    if (failure instanceof ApiProblem && failure.status === 401) expired.value = true
  }
}
