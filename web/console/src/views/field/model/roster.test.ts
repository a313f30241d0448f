import { expect, it } from 'vitest'
import { mondayOf, shiftsOf, weekLater, weekOf } from './roster'
import type { Duty } from './types'

const duty = (day: string, shiftStart: string, shiftEnd: string, userId = 'u') => ({ day, shiftStart, shiftEnd, userId }) as Duty

it('a week begins on Monday, also over a new year', () => {
  expect(mondayOf('2026-11-22')).toBe('2026-11-16')
  expect(mondayOf('2026-11-16')).toBe('2026-11-16')
  expect(weekOf(mondayOf('2027-01-01'))).toEqual(['2026-12-28', '2026-12-29', '2026-12-30', '2026-12-31', '2027-01-01', '2027-01-02', '2027-01-03'])
})

it('shifts of the same hours stand in one row, the earliest first', () => {
  const rows = shiftsOf([duty('2026-11-16', '19:00', '07:00'), duty('2026-11-17', '07:00', '19:00'), duty('2026-11-16', '07:00', '19:00'), duty('2026-11-16', '07:00', '19:00', 'v')])
  expect(rows.map((row) => row.start)).toEqual(['07:00', '19:00'])
  expect(rows[0]!.days.get('2026-11-16')!.length).toBe(2)
  expect(shiftsOf([])).toEqual([])
})

it('a copied week keeps hours and people', () => {
  expect(weekLater([duty('2026-12-28', '19:00', '07:00', 'w')])).toEqual([{ day: '2027-01-04', start: '19:00', end: '07:00', userId: 'w' }])
})
