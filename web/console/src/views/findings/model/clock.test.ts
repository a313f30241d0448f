import { describe, expect, it } from 'vitest'
import zh from '../../../i18n/zh-CN/findings'
import { clockOf, restBetween, toneOf } from './clock'
import { queueOf, tabsOf } from './tabs'
import type { Finding } from './types'

const states: Finding['state'][] = ['open', 'submitted', 'returned', 'closed', 'cancelled']
const finding = (state: Finding['state'], daysLeft = 2) => ({ state, daysLeft, overdue: daysLeft < 0, dueOn: '2026-11-24' })
const lookUp = (key: string) => key.split('.').slice(1).reduce<unknown>((at, part) => (at as Record<string, unknown>)?.[part], zh)

describe('the clock', () => {
  it('has a sentence for every state, side and phase', () => {
    for (const state of states)
      for (const days of [3, 0, -1])
        for (const supplier of [true, false]) expect(lookUp(clockOf(finding(state, days), supplier).key), `${state} ${days}`).toBeTypeOf('string')
  })
  it('counts overdue days without a minus sign', () => {
    expect(clockOf(finding('open', -3), false)).toMatchObject({ key: 'findings.clock.agency.open.overdue', params: { n: 3 } })
  })
  it('does not blame the supplier while the agency has to act', () => {
    expect(toneOf({ state: 'submitted', daysLeft: 0, overdue: true })).toBe('calm')
    expect(toneOf({ state: 'open', daysLeft: 0, overdue: true })).toBe('harm')
    expect(toneOf({ state: 'open', daysLeft: 1, overdue: false })).toBe('soon')
  })
})

describe('the days the clock does not count', () => {
  it('are weekends, and holidays by their name, but not a weekend that is worked', () => {
    const calendar = [
      { day: '2026-10-01', kind: 'rest' as const, note: '国庆节' },
      { day: '2026-10-02', kind: 'rest' as const, note: '国庆节' },
      { day: '2026-10-10', kind: 'work' as const, note: '国庆节调休上班' },
    ]
    expect(restBetween('2026-09-30', '2026-10-12', calendar)).toEqual({ days: 5, notes: ['国庆节'] })
  })
  it('are none within one week of work', () => {
    expect(restBetween('2026-11-17', '2026-11-20', [])).toEqual({ days: 0, notes: [] })
  })
  it('stop being counted after a year, whatever the record says', () => {
    expect(restBetween('2026-01-01', '2099-01-01', []).days).toBeLessThan(120)
  })
})

describe('the tabs', () => {
  it('ask for queues by state and leave what is done to pages', () => {
    expect(queueOf('')).toEqual(['active'])
    expect(queueOf('todo')).toEqual(['open', 'returned'])
    expect(queueOf('closed')).toBeUndefined()
    expect(queueOf('all')).toBeUndefined()
  })
  it('speak to a supplier in its own words', () => {
    expect(tabsOf(true).map((tab) => tab.key)).not.toEqual(tabsOf(false).map((tab) => tab.key))
  })
})
