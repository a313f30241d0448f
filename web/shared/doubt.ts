// The words for what is doubted of a record, said alike on the phone and at the desk.

export interface DoubtFigures {
  distanceM?: number
  radiusM?: number
  accuracyM?: number
  speedMps?: number
  limitMps?: number
  seconds?: number
  limitSeconds?: number
  offsetSeconds?: number
  bits?: number
  limitBits?: number
  photos?: number
  labelVersion?: number
  currentVersion?: number
  because?: string
  broughtBy?: string
  sentAfterSeconds?: number
}

type Say = (key: string, values?: Record<string, unknown>) => string

/** A length of time in the unit people would use. */
export function spanText(seconds: number, t: Say): string {
  const s = Math.abs(seconds)
  if (s < 120) return t('vocab.span.seconds', { n: s })
  if (s < 2 * 3600) return t('vocab.span.minutes', { n: Math.round(s / 60) })
  if (s < 48 * 3600) return t('vocab.span.hours', { n: Math.round(s / 3600) })
  return t('vocab.span.days', { n: Math.round(s / 86400) })
}

/** A distance in the unit people would use. */
function lengthText(metres: number, t: Say): string {
  return metres < 10_000 ? t('vocab.length.metres', { n: metres.toLocaleString('en-US') }) : t('vocab.length.kilometres', { n: Math.round(metres / 1000).toLocaleString('en-US') })
}

/** The figures of a doubt in one sentence. */
export function doubtText(kind: string, f: DoubtFigures, t: Say): string {
  const span = (seconds?: number) => spanText(seconds ?? 0, t)
  const number = (n?: number) => (n ?? 0).toLocaleString('en-US')
  const length = (m?: number) => lengthText(m ?? 0, t)
  switch (kind) {
    case 'outside_fence':
      return t('vocab.doubtSays.outside_fence', { distance: length(f.distanceM), radius: number(f.radiusM), accuracy: number(f.accuracyM) })
    case 'speed_impossible':
      return t('vocab.doubtSays.speed_impossible', { distance: length(f.distanceM), time: span(f.seconds), speed: number(f.speedMps), limit: number(f.limitMps) })
    case 'photo_identical':
      return t('vocab.doubtSays.photo_identical', { photos: f.photos })
    case 'photo_similar':
      return t('vocab.doubtSays.photo_similar', { photos: f.photos, bits: f.bits, limit: f.limitBits })
    case 'clock_far':
      return t('vocab.doubtSays.clock_far', { time: span(f.offsetSeconds), limit: span(f.limitSeconds) })
    case 'position_repeated':
      return t('vocab.doubtSays.position_repeated', { time: span(f.seconds) })
    case 'label_replaced':
      return t('vocab.doubtSays.label_replaced', { label: f.labelVersion, current: f.currentVersion })
    case 'missing_dwell':
      return t('vocab.doubtSays.missing_dwell', { time: span(f.seconds), limit: span(f.limitSeconds) })
    case 'brought_by_file':
      return t('vocab.doubtSays.brought_by_file', { name: f.broughtBy || '—', time: span(f.sentAfterSeconds) })
    default:
      return t(`vocab.doubtSays.${f.because || 'none'}`)
  }
}
