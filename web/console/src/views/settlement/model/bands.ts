import { toHundredths } from '../../field/model/points'
import type { Band } from './types'

/**
 * The band the points fall into. The lower bound belongs to the band and the
 * next better band begins where this one ends (so 89.50 is not lost between
 * "80–89" and "90–100"), and the best band takes everything above it.
 */
export function chosenBand(bands: Band[], points: string | undefined): Band | undefined {
  const value = toHundredths(points)
  if (value === null) return undefined
  return [...bands]
    .sort((a, b) => (toHundredths(b.min) ?? 0) - (toHundredths(a.min) ?? 0))
    .find((band) => value >= (toHundredths(band.min) ?? 0))
}

/** Where a band ends: the next better one begins there, whatever the rule's own text says ("80–89"). */
export function upperOf(bands: Band[], band: Band): string {
  const above = bands
    .filter((other) => (toHundredths(other.min) ?? 0) > (toHundredths(band.min) ?? 0))
    .sort((a, b) => (toHundredths(a.min) ?? 0) - (toHundredths(b.min) ?? 0))[0]
  return above ? above.min : band.max
}

/** 9000 → "90%", 9250 → "92.5%": basis points as people write them. */
export function percent(bp: number): string {
  return `${bp / 100}%`
}
