// A recurrence of RFC 5545 as a form says it, and back. What the form cannot say stays as it is written.

export const weekdayCodes = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const

export type RuleMode = 'daily' | 'weekly' | 'monthDays' | 'monthNth' | 'custom'

export interface RuleForm {
  mode: RuleMode
  interval: number
  /** 1 Monday … 7 Sunday. */
  weekdays: number[]
  /** 1 … 31, -1 for the last day. */
  monthDays: number[]
  /** Which such weekday of the month: 1 … 4, -1 for the last. */
  nth: number
  nthDay: number
  raw: string
}

export const newRule = (): RuleForm => ({ mode: 'daily', interval: 1, weekdays: [1], monthDays: [1], nth: 1, nthDay: 1, raw: '' })

const sorted = (list: number[]) => [...list].sort((a, b) => (a < 0 ? 99 : a) - (b < 0 ? 99 : b))

export function toRule(form: RuleForm): string {
  const every = form.interval > 1 ? `;INTERVAL=${form.interval}` : ''
  switch (form.mode) {
    case 'daily':
      return `FREQ=DAILY${every}`
    case 'weekly':
      return `FREQ=WEEKLY${every};BYDAY=${sorted(form.weekdays).map((d) => weekdayCodes[d - 1]).join(',')}`
    case 'monthDays':
      return `FREQ=MONTHLY${every};BYMONTHDAY=${sorted(form.monthDays).join(',')}`
    case 'monthNth':
      return `FREQ=MONTHLY${every};BYDAY=${form.nth}${weekdayCodes[form.nthDay - 1]}`
    case 'custom':
      return form.raw.trim()
  }
}

/** Whether the form says enough to be sent. */
export const isComplete = (form: RuleForm): boolean =>
  form.mode === 'weekly' ? form.weekdays.length > 0 : form.mode === 'monthDays' ? form.monthDays.length > 0 : form.mode !== 'custom' || form.raw.trim() !== ''

export function fromRule(rule: string): RuleForm {
  const form = { ...newRule(), raw: rule }
  const custom: RuleForm = { ...form, mode: 'custom' }
  const parts = new Map(rule.split(';').map((part) => part.split('=') as [string, string]))
  const freq = parts.get('FREQ')
  form.interval = Number(parts.get('INTERVAL') ?? 1)
  for (const done of ['FREQ', 'INTERVAL']) parts.delete(done)
  const byDay = parts.get('BYDAY')
  const byMonthDay = parts.get('BYMONTHDAY')
  const pos = parts.get('BYSETPOS')
  const day = (code: string) => weekdayCodes.indexOf(code as (typeof weekdayCodes)[number]) + 1
  if (freq === 'DAILY' && parts.size === 0) return { ...form, mode: 'daily' }
  if (freq === 'WEEKLY' && parts.size === 1 && byDay) return { ...form, mode: 'weekly', weekdays: byDay.split(',').map(day) }
  if (freq === 'MONTHLY' && parts.size === 1 && byMonthDay) {
    const monthDays = byMonthDay.split(',').map(Number)
    return monthDays.every((n) => n >= -1) ? { ...form, mode: 'monthDays', monthDays } : custom
  }
  const one = freq === 'MONTHLY' && byDay ? /^(-1|[1-4])?(MO|TU|WE|TH|FR|SA|SU)$/.exec(byDay) : null
  const nth = one?.[1] && parts.size === 1 ? one[1] : one && !one[1] && parts.size === 2 && /^(-1|[1-4])$/.test(pos ?? '') ? pos : undefined
  return one && nth ? { ...form, mode: 'monthNth', nth: Number(nth), nthDay: day(one[2]!) } : custom
}
