// Where the phone is, asked at the moment of submission and never before.

import type { Position } from './api/types'

/** How long a person with a glove waits for a satellite. */
const patience = 10_000

/** Undefined when the phone cannot or may not say; the record then goes without. */
export function locate(): Promise<Position | undefined> {
  return new Promise((resolve) => {
    if (!navigator.geolocation) return resolve(undefined)
    const give = setTimeout(() => resolve(undefined), patience + 2000)
    navigator.geolocation.getCurrentPosition(
      ({ coords, timestamp }) => {
        clearTimeout(give)
        resolve({
          latitude: coords.latitude,
          longitude: coords.longitude,
          accuracyMeters: coords.accuracy,
          takenAt: new Date(timestamp).toISOString(),
        })
      },
      () => {
        clearTimeout(give)
        resolve(undefined)
      },
      { enableHighAccuracy: true, timeout: patience, maximumAge: 0 },
    )
  })
}
