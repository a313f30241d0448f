import { describe, expect, it } from 'vitest'
import type { Attention } from '@console/api/types'
import { actionDoor, byHarm, pointsChange, reasonOf } from './attention'

const item = (kind: string, severity: Attention['severity']): Attention => ({ kind, severity, count: 1, params: {}, items: [] })

describe('what needs me', () => {
  it('stands in order of harm, and keeps the order of the server among equals', () => {
    const sorted = byHarm([item('a', 'low'), item('b', 'high'), item('c', 'medium'), item('d', 'high')])
    expect(sorted.map((a) => a.kind)).toEqual(['b', 'd', 'c', 'a'])
  })
  it('has a next action for every kind the server names', () => {
    for (const kind of ['missed_rounds', 'overdue_rectification', 'awaiting_reinspection', 'over_quota', 'settlement_to_approve'])
      expect(actionDoor(kind, '2026-11-21')).toBeDefined()
  })
  it('speaks of less money only when a grade fell', () => {
    expect(reasonOf(item('falling_grade', 'high'))).toBe('falling_grade')
    expect(reasonOf(item('falling_grade', 'medium'))).toBe('falling_points')
    expect(reasonOf(item('over_quota', 'medium'))).toBe('over_quota')
  })
  it('offers no door for a kind it does not know', () => {
    expect(actionDoor('something_new', '2026-11-21')).toBeUndefined()
  })
})

describe('the change of points', () => {
  it('is exact in hundredths', () => {
    expect(pointsChange('84.60', '90.05')).toBe(-545)
    expect(pointsChange('90.1', '90.0')).toBe(10)
  })
  it('is unknown when a month had too few data', () => {
    expect(pointsChange('84.60', undefined)).toBeUndefined()
  })
})
