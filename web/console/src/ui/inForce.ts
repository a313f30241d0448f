import { today } from '@shared/format'

/** Whether something that holds from a day, a month or a year on has not begun; without a beginning it holds. */
export function notYet(from: string | undefined, on = today()): boolean {
  return Boolean(from) && from! > on
}

interface Edition {
  id: string
  code?: string
  state: string
  effectiveFrom?: string
}

/**
 * How an edition that holds from a month on stands: a published one may be waiting for its month, and the one it
 * replaces is in force until then.
 */
export function editionState(edition: Edition, all: Edition[], on = today()): 'waiting' | 'inForce' | 'replaced' | 'draft' {
  if (edition.state === 'draft' || !edition.effectiveFrom) return 'draft'
  if (notYet(edition.effectiveFrom, on.slice(0, 7))) return 'waiting'
  const later = all.some((other) => other.id !== edition.id && other.code === edition.code && other.effectiveFrom && other.state !== 'draft' &&
    other.effectiveFrom > edition.effectiveFrom! && !notYet(other.effectiveFrom, on.slice(0, 7)))
  return later ? 'replaced' : 'inForce'
}
