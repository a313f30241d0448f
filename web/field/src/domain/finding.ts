// Whose turn a finding is, in one place for list, page and form.

import type { Finding, FindingDetail, Rectification } from '../api/types'

export function waitsForMe(finding: Finding, may: (permission: string) => boolean): boolean {
  if (finding.waitingFor === 'supplier') return may('finding.rectify')
  if (finding.waitingFor === 'inspector') return may('finding.reinspect')
  return false
}

/** The rectification an inspector decides on: the newest one that was submitted. */
export function awaiting(finding: FindingDetail): Rectification | undefined {
  return finding.rectifications.filter((r) => r.state === 'submitted').at(-1)
}

/** The words and tone of a due date: days left, today, overdue. The clock runs for the supplier alone. */
export function dueWords(finding: Finding): { key: string; n: number; tone: 'bad' | 'warn' | 'plain' } | undefined {
  if (finding.waitingFor !== 'supplier') return undefined
  if (finding.overdue) return { key: 'findings.overdue', n: Math.abs(finding.daysLeft), tone: 'bad' }
  if (finding.daysLeft <= 0) return { key: 'findings.dueToday', n: 0, tone: 'bad' }
  return { key: 'findings.daysLeft', n: finding.daysLeft, tone: finding.daysLeft <= 2 ? 'warn' : 'plain' }
}
