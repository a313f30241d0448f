import { describe, expect, it } from 'vitest'
import { editionState, notYet } from './inForce'

describe('what has not begun', () => {
  it('is told by day, month and year, and never by the beginning of the span one is in', () => {
    const on = '2026-11-22'
    for (const from of ['2026-11-23', '2026-12', '2027', '2027-12-01']) expect(notYet(from, on), from).toBe(true)
    for (const from of ['2026-11-22', '2026-11', '2026', '2015-06-24', '', undefined]) expect(notYet(from, on), from).toBe(false)
  })
})

describe('an edition', () => {
  const first = { id: 'a', code: 'K', state: 'superseded', effectiveFrom: '2000-01' }
  const next = { id: 'b', code: 'K', state: 'published', effectiveFrom: '2026-12' }
  const other = { id: 'c', code: 'L', state: 'published', effectiveFrom: '2026-01' }
  it('waits for its month, and the one before it holds till then', () => {
    expect(editionState(next, [first, next], '2026-11-22')).toBe('waiting')
    expect(editionState(first, [first, next, other], '2026-11-22')).toBe('inForce')
  })
  it('is replaced once the next one holds', () => {
    expect(editionState(next, [first, next], '2026-12-01')).toBe('inForce')
    expect(editionState(first, [first, next], '2026-12-01')).toBe('replaced')
  })
  it('is nothing yet as a draft', () => {
    expect(editionState({ id: 'd', code: 'K', state: 'draft' }, [first], '2026-12-01')).toBe('draft')
  })
})
