// What this phone was told once and keeps: type size, and the agency's time zone. The language is
// kept by the shared i18n.

import { ref } from 'vue'
import { setTimeZone } from '@shared/format'
import { server } from './api/field'
import { longestSide as usual } from './photo/scale'
import { session } from './session/session'

const place = 'hengjian.field.largeType'

export const largeType = ref(localStorage.getItem(place) === 'yes')

export function applyType(): void {
  document.documentElement.classList.toggle('large', largeType.value)
}

export function setLargeType(on: boolean): void {
  largeType.value = on
  localStorage.setItem(place, on ? 'yes' : 'no')
  applyType()
}

const zonePlace = 'hengjian.field.timeZone'

/** Days and times are the agency's, wherever the phone's clock believes to be. */
export async function learnTimeZone(): Promise<void> {
  const kept = localStorage.getItem(zonePlace)
  if (kept) setTimeZone(kept)
  try {
    const { timeZone } = await server.settings()
    setTimeZone(timeZone)
    localStorage.setItem(zonePlace, timeZone)
  } catch {
    // the kept one, or the default, stays
  }
}

const sidePlace = 'hengjian.field.longestSide'

/** Pixels to which this agency wants photos scaled. */
export const longestSide = ref(Number(localStorage.getItem(sidePlace)) || usual)

export async function learnPhotoSide(): Promise<void> {
  if (!session.value) return
  try {
    longestSide.value = (await server.photoSettings()).longestSide
    localStorage.setItem(sidePlace, String(longestSide.value))
  } catch {
    // the kept one, or the usual one, stays
  }
}
