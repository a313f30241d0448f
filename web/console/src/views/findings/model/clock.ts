import type { Finding } from './types'

export interface Words {
  key: string
  params: Record<string, string | number>
}

/**
 * Who must act and how long is left, as the key of one sentence. A supplier reads
 * what it has to do; the agency reads whom it is waiting for.
 */
export function clockOf(finding: Pick<Finding, 'state' | 'daysLeft' | 'overdue' | 'dueOn'>, isSupplier: boolean): Words {
  const side = isSupplier ? 'supplier' : 'agency'
  const params = { n: Math.abs(finding.daysLeft), due: finding.dueOn }
  if (finding.state === 'submitted') return { key: `findings.clock.${side}.submitted`, params }
  if (finding.state === 'closed' || finding.state === 'cancelled')
    return { key: `findings.clock.${finding.state}`, params }
  const phase = finding.overdue ? 'overdue' : finding.daysLeft <= 0 ? 'today' : 'left'
  return { key: `findings.clock.${side}.${finding.state}.${phase}`, params }
}

/** How urgent the sentence is; the words carry the meaning, the tone only supports them. */
export function toneOf(finding: Pick<Finding, 'state' | 'daysLeft' | 'overdue'>): 'harm' | 'soon' | 'calm' {
  if (finding.state === 'closed' || finding.state === 'cancelled' || finding.state === 'submitted') return 'calm'
  if (finding.overdue) return 'harm'
  return finding.daysLeft <= 1 ? 'soon' : 'calm'
}

export interface CalendarDay {
  day: string
  kind: 'work' | 'rest'
  note: string
}

/**
 * The days between opening and due that the clock does not count: weekends that
 * are not made up for, and the holidays of the working calendar by name.
 */
export function restBetween(opened: string, due: string, calendar: CalendarDay[]): { days: number; notes: string[] } {
  const special = new Map(calendar.map((entry) => [entry.day, entry]))
  const notes = new Set<string>()
  let days = 0
  const at = new Date(`${opened}T00:00:00Z`)
  const end = new Date(`${due}T00:00:00Z`)
  // A due date a year away is a data error, not a reason to hang the page.
  for (let guard = 0; guard < 400; guard++) {
    at.setUTCDate(at.getUTCDate() + 1)
    if (at > end) break
    const entry = special.get(at.toISOString().slice(0, 10))
    const weekend = at.getUTCDay() === 0 || at.getUTCDay() === 6
    const rest = entry ? entry.kind === 'rest' : weekend
    if (!rest) continue
    days++
    if (entry?.note) notes.add(entry.note)
  }
  return { days, notes: [...notes] }
}
