import { addDays } from '@shared/format'
import type { Duty } from './types'

/** Monday of the week a day lies in. */
export function mondayOf(day: string): string {
  const weekday = (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7
  return addDays(day, -weekday)
}

export const weekOf = (monday: string): string[] => Array.from({ length: 7 }, (_, n) => addDays(monday, n))

export interface ShiftRow {
  start: string
  end: string
  /** By day, who stands on the roster in these hours. */
  days: Map<string, Duty[]>
}

/** One row for each pair of hours, earliest first. */
export function shiftsOf(duties: Duty[]): ShiftRow[] {
  const rows = new Map<string, ShiftRow>()
  for (const duty of duties) {
    const key = `${duty.shiftStart}–${duty.shiftEnd}`
    const row = rows.get(key) ?? { start: duty.shiftStart, end: duty.shiftEnd, days: new Map<string, Duty[]>() }
    row.days.set(duty.day, [...(row.days.get(duty.day) ?? []), duty])
    rows.set(key, row)
  }
  return [...rows.values()].sort((a, b) => a.start.localeCompare(b.start) || a.end.localeCompare(b.end))
}

/** The shifts of a week as those of the week after, for a request. */
export const weekLater = (duties: Duty[]) =>
  duties.map((duty) => ({ day: addDays(duty.day, 7), start: duty.shiftStart, end: duty.shiftEnd, userId: duty.userId }))
