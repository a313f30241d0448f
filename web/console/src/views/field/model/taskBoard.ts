import type { Task, TaskState } from './types'

export const taskStates: TaskState[] = ['missed', 'late', 'open', 'done']

export interface SiteRow {
  siteName: string
  due: number
  counts: Record<TaskState, number>
}

const none = (): Record<TaskState, number> => ({ open: 0, done: 0, late: 0, missed: 0 })

/** One row a site, the site with most harm first: missed, then late, then still open. */
export function boardOf(tasks: Task[]): SiteRow[] {
  const rows = new Map<string, SiteRow>()
  for (const task of tasks) {
    const row = rows.get(task.siteName) ?? { siteName: task.siteName, due: 0, counts: none() }
    row.due++
    row.counts[task.state]++
    rows.set(task.siteName, row)
  }
  return [...rows.values()].sort(
    (a, b) =>
      b.counts.missed - a.counts.missed ||
      b.counts.late - a.counts.late ||
      b.counts.open - a.counts.open ||
      a.siteName.localeCompare(b.siteName, 'zh-CN'),
  )
}

export function totalOf(rows: SiteRow[]): SiteRow {
  const total: SiteRow = { siteName: '', due: 0, counts: none() }
  for (const row of rows) {
    total.due += row.due
    for (const state of taskStates) total.counts[state] += row.counts[state]
  }
  return total
}
