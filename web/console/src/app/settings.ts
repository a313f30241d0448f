import { defineStore } from 'pinia'
import { ref } from 'vue'
import { api } from '@shared/api/client'
import { setTimeZone } from '@shared/format'

export interface Settings {
  agencyName: string
  demo: boolean
  timeZone: string
  today: string
  baseUrl: string
  version: string
  passwordProfile: { name: string; minLength: number; classes: number; maxAgeDays: number }
}

export const useSettings = defineStore('settings', () => {
  const settings = ref<Settings | null>(null)

  async function load(): Promise<void> {
    if (settings.value) return
    settings.value = await api.get<Settings>('/settings')
    setTimeZone(settings.value.timeZone)
  }

  return { settings, load }
})
