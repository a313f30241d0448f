import { expect, it } from 'vitest'
import { fromRule, isComplete, newRule, toRule } from './rule'

it('a rule the form can say comes back as it was', () => {
  for (const rule of [
    'FREQ=DAILY',
    'FREQ=DAILY;INTERVAL=3',
    'FREQ=WEEKLY;BYDAY=MO,WE,SU',
    'FREQ=WEEKLY;INTERVAL=2;BYDAY=FR',
    'FREQ=MONTHLY;BYMONTHDAY=1,15,-1',
    'FREQ=MONTHLY;BYDAY=-1FR',
    'FREQ=MONTHLY;INTERVAL=3;BYDAY=2TU',
  ]) {
    expect(fromRule(rule).mode).not.toBe('custom')
    expect(toRule(fromRule(rule))).toBe(rule)
  }
})

it('a rule it cannot say is kept word for word', () => {
  for (const rule of [
    'FREQ=YEARLY;BYMONTH=1,7;BYMONTHDAY=1',
    'FREQ=MONTHLY;BYMONTHDAY=-2',
    'FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=-1',
    'FREQ=MONTHLY;BYDAY=MO',
    'FREQ=DAILY;BYMONTH=6',
    'FREQ=WEEKLY;WKST=SU;BYDAY=MO',
    'FREQ=MONTHLY;BYDAY=5MO',
    'nonsense',
  ]) {
    expect(fromRule(rule).mode).toBe('custom')
    expect(toRule(fromRule(rule))).toBe(rule)
  }
})

it('the last Friday may be written with BYSETPOS', () => {
  expect(fromRule('FREQ=MONTHLY;BYDAY=FR;BYSETPOS=-1')).toMatchObject({ mode: 'monthNth', nth: -1, nthDay: 5 })
})

it('a form that names no day is not complete', () => {
  expect(isComplete({ ...newRule(), mode: 'weekly', weekdays: [] })).toBe(false)
  expect(isComplete({ ...newRule(), mode: 'monthDays', monthDays: [] })).toBe(false)
  expect(isComplete({ ...newRule(), mode: 'custom', raw: ' ' })).toBe(false)
  expect(isComplete(newRule())).toBe(true)
})
