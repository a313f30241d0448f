import { describe, expect, it } from 'vitest'
import type { CalendarDay } from '@console/api/types'
import { weeksOf } from './calendar'

const entries = (...list: CalendarDay[]) => new Map(list.map((e) => [e.day, e]))

describe('the working calendar', () => {
  it('puts 1 October 2026, a Thursday, in the fourth place of its week', () => {
    expect(weeksOf(2026, 10, entries())[0]!.map((c) => c?.number)).toEqual([undefined, undefined, undefined, 1, 2, 3, 4])
  })
  it('rests on weekends and works on the others unless told otherwise', () => {
    const october = weeksOf(
      2026, 10,
      entries({ day: '2026-10-01', kind: 'rest', note: '国庆节' }, { day: '2026-10-10', kind: 'work', note: '调休' }),
    ).flat()
    const works = (day: string) => october.find((c) => c?.day === day)?.works
    expect([works('2026-10-01'), works('2026-10-08'), works('2026-10-10'), works('2026-10-11')]).toEqual([false, true, true, false])
  })
  it('knows leap years', () => {
    expect(weeksOf(2028, 2, entries()).flat().filter(Boolean)).toHaveLength(29)
    expect(weeksOf(2026, 2, entries()).flat().filter(Boolean)).toHaveLength(28)
  })
})
