import { sumHundredths, toHundredths } from '../../field/model/points'
import type { Indicator } from './types'

export const fullWeight = 10000

/** Hundredths of weight given to the indicators and what is missing to 100.00 (negative: too much). */
export function weightBalance(indicators: Pick<Indicator, 'weight'>[]) {
  const given = sumHundredths(indicators.map((indicator) => indicator.weight))
  return { given, left: fullWeight - given }
}

export type SchemeProblem =
  | 'weights'
  | 'weight_invalid'
  | 'target_not_above_floor'
  | 'per_unit_missing'
  | 'name_missing'
  | 'no_facts'

/** What stands in the way of publishing, one entry an indicator and reason. */
export function schemeProblems(indicators: Indicator[]): { problem: SchemeProblem; at?: number }[] {
  const found: { problem: SchemeProblem; at?: number }[] = []
  if (weightBalance(indicators).left !== 0) found.push({ problem: 'weights' })
  indicators.forEach((indicator, at) => {
    if (!indicator.name.trim()) found.push({ problem: 'name_missing', at })
    if (toHundredths(indicator.weight) === null) found.push({ problem: 'weight_invalid', at })
    if (indicator.kind === 'ratio') {
      if (!indicator.numerator.length || !indicator.denominator.length) found.push({ problem: 'no_facts', at })
      if (indicator.targetBp <= indicator.floorBp) found.push({ problem: 'target_not_above_floor', at })
    } else if (!Object.keys(indicator.perUnit ?? {}).length) found.push({ problem: 'per_unit_missing', at })
  })
  return found
}

/** A percentage as people type it ("97.5") to basis points; null when it is not one. */
export function toBp(text: string): number | null {
  const clean = text.trim().replace(/%$/, '')
  if (!/^\d{1,3}(\.\d{1,2})?$/.test(clean)) return null
  const hundredths = toHundredths(clean)
  return hundredths !== null && hundredths <= 10000 ? hundredths : null
}
