import { describe, expect, it } from 'vitest'
import {
  addDays, addMonths, dateTime, dayOf, deviationBp, isAmount, isZero, money, percent, points, quantity, relativeDay, signOf, sum,
} from './format'

const t = (key: string, values?: Record<string, unknown>) => key + (values ? JSON.stringify(values) : '')

describe('money', () => {
  it('is written with thousands and two decimals', () => {
    expect(money('1234567.5')).toBe('1,234,567.50')
    expect(money('0')).toBe('0.00')
    expect(money('-999')).toBe('−999.00')
  })
  it('never loses a fen of an amount beyond what a float holds', () => {
    expect(money('90071992547409.93')).toBe('90,071,992,547,409.93')
  })
  it('shows a dash for what is missing or is no amount', () => {
    expect(money(undefined)).toBe('—')
    expect(money('')).toBe('—')
    expect(money('abc')).toBe('—')
  })
})

describe('a sum of amounts', () => {
  it('is exact where floats are not', () => {
    expect(sum(['0.1', '0.2'])).toBe('0.30')
    expect(sum(Array(1000).fill('90071992547409.93'))).toBe('90071992547409930.00')
  })
  it('goes below zero and skips what is missing', () => {
    expect(sum(['1.00', '-3.55', undefined, ''])).toBe('-2.55')
    expect(sum([])).toBe('0.00')
  })
})

describe('what is typed as an amount', () => {
  it.each(['', 'abc', '1,000', '-1', '1.234', '1.', '.5', '1e3'])('is refused: %s', (text) => expect(isAmount(text)).toBe(false))
  it.each(['0', '12', '12.5', '12.50'])('is taken: %s', (text) => expect(isAmount(text)).toBe(true))
  it('has no deviation from a quota of nothing', () => {
    expect(deviationBp('1', '0')).toBeUndefined()
    expect(deviationBp('0.60', '0.50')).toBe(2000)
  })
})

describe('other figures', () => {
  it('drop meaningless zeros of a quantity and keep those of points', () => {
    expect(quantity('16324.500')).toBe('16,324.5')
    expect(quantity('3')).toBe('3')
    expect(points('93')).toBe('93.00')
    expect(points('93.25')).toBe('93.25')
  })
  it('write a ratio with its sign only where asked, and zero without one', () => {
    expect(percent(523)).toBe('5.2%')
    expect(percent(523, { sign: true })).toBe('+5.2%')
    expect(percent(-523)).toBe('−5.2%')
    expect(percent(-1)).toBe('0.0%')
    expect(percent(undefined)).toBe('—')
  })
  it('know the sign of an amount', () => {
    expect([signOf('-0.01'), signOf('0.00'), signOf('12')]).toEqual([-1, 0, 1])
    expect(isZero('0.00')).toBe(true)
    expect(isZero('0.01')).toBe(false)
  })
})

describe('days', () => {
  it('belong to the zone of the agency', () => {
    expect(dayOf('2026-11-20T16:00:00Z')).toBe('2026-11-21')
    expect(dateTime('2026-11-20T16:05:00Z')).toBe('2026-11-21 00:05')
  })
  it('cross months and years', () => {
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01')
    expect(addMonths('2026-01', -1)).toBe('2025-12')
    expect(addMonths('2026-11', 14)).toBe('2028-01')
  })
  it('have a relative form only when near', () => {
    expect(relativeDay('2026-11-21', t, '2026-11-21')).toBe('common.today')
    expect(relativeDay('2026-11-24', t, '2026-11-21')).toBe('common.inDays{"n":3}')
    expect(relativeDay('2026-11-11', t, '2026-11-21')).toBe('common.daysAgo{"n":10}')
    expect(relativeDay('2027-11-11', t, '2026-11-21')).toBe('')
  })
})
