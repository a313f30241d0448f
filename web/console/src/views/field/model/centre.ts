export interface CentreForm {
  latitude: string
  longitude: string
  system: 'wgs84' | 'gcj02'
  radiusM: string
}

/** What is stored is WGS-84; a form opens with that, whatever was entered. */
export function centreForm(centre?: { latitude: number; longitude: number; radiusM: number }): CentreForm {
  const text = (n: number | undefined) => (n === undefined ? '' : String(n))
  return { latitude: text(centre?.latitude), longitude: text(centre?.longitude), system: 'wgs84', radiusM: centre?.radiusM ? String(centre.radiusM) : '' }
}

const within = (text: string, most: number) => text.trim() !== '' && Math.abs(Number(text)) <= most

export function centreBad({ latitude, longitude, radiusM }: CentreForm): boolean {
  const none = latitude.trim() === '' && longitude.trim() === ''
  const radius = radiusM.trim()
  return !(none || (within(latitude, 90) && within(longitude, 180))) || (radius !== '' && !/^\d+$/.test(radius))
}

/** Empty coordinates say that nobody knows where the place is. */
export function centreBody({ latitude, longitude, system, radiusM }: CentreForm) {
  const at = latitude.trim() === '' ? {} : { latitude: Number(latitude), longitude: Number(longitude), system }
  return { ...at, ...(radiusM.trim() ? { radiusM: Number(radiusM) } : {}) }
}
