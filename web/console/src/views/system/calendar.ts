import type { CalendarDay } from '@console/api/types'

export interface Cell {
  day: string
  number: number
  weekend: boolean
  /** What the agency has said about this day, if anything. */
  entry?: CalendarDay
  /** Whether people work on it, all considered. */
  works: boolean
}

/** The weeks of a month, Monday first; empty places before the first and after the last day. */
export function weeksOf(year: number, month: number, entries: Map<string, CalendarDay>): (Cell | undefined)[][] {
  const first = new Date(Date.UTC(year, month - 1, 1))
  const days = new Date(Date.UTC(year, month, 0)).getUTCDate()
  const cells: (Cell | undefined)[] = Array((first.getUTCDay() + 6) % 7).fill(undefined)
  for (let n = 1; n <= days; n++) {
    const day = `${year}-${String(month).padStart(2, '0')}-${String(n).padStart(2, '0')}`
    const weekday = new Date(`${day}T00:00:00Z`).getUTCDay()
    const weekend = weekday === 0 || weekday === 6
    const entry = entries.get(day)
    cells.push({ day, number: n, weekend, entry, works: entry ? entry.kind === 'work' : !weekend })
  }
  while (cells.length % 7) cells.push(undefined)
  const weeks: (Cell | undefined)[][] = []
  for (let i = 0; i < cells.length; i += 7) weeks.push(cells.slice(i, i + 7))
  return weeks
}
