// The order of a round: window by window, along each route, as one walks.

import type { Task, Today } from '../api/types'
import type { InspectionRecord } from './record'

const natural = new Intl.Collator('zh-CN', { numeric: true })

export function inOrder(tasks: Task[]): Task[] {
  return [...tasks].sort(
    (a, b) =>
      a.windowStartAt.localeCompare(b.windowStartAt) ||
      natural.compare(a.routeName ?? '', b.routeName ?? '') ||
      (a.planId ?? '').localeCompare(b.planId ?? '') ||
      (a.position ?? 0) - (b.position ?? 0) ||
      natural.compare(a.checkpointNumber, b.checkpointNumber),
  )
}

/** A list kept without signal grows old: what has closed meanwhile is missed, unless somebody did it. */
export function asOf(tasks: Task[], now: Date): Task[] {
  return tasks.map((task) => (task.state === 'open' && Date.parse(task.closesAt) <= now.getTime() ? { ...task, state: 'missed' } : task))
}

/** A list kept from an earlier day, as it is on a later one: what goes on from then, and what was planned for the day. */
export function onDay(kept: Today, coming: Task[], day: string, now: Date): Today {
  if (day <= kept.day) return kept
  const due = coming.filter((task) => task.dueOn === day)
  const known = new Set(due.map((task) => task.id))
  const goesOn = kept.tasks.filter((task) => !known.has(task.id) && Date.parse(task.closesAt) > now.getTime())
  return { ...kept, day, tasks: [...goesOn, ...due] }
}

/** One walk along a route in one window, with its stops in order. */
export interface Round {
  key: string
  name: string
  tasks: Task[]
}

export function roundsOf(tasks: Task[]): Round[] {
  const rounds = new Map<string, Round>()
  for (const task of inOrder(tasks)) {
    // spot checks have no plan: those of the same days stand together
    const key = `${task.source === 'spot' ? `spot|${task.windowEndAt}` : task.planId}|${task.windowStartAt}`
    const round = rounds.get(key) ?? { key, name: task.routeName, tasks: [] }
    round.tasks.push(task)
    rounds.set(key, round)
  }
  return [...rounds.values()]
}

/** The open task that a check of this list would do now, by the rule the server has: window begun, still counting, ends first. */
export function taskNow(tasks: Task[], checklistId: string, at: string, side: Task['assignee']): Task | undefined {
  const then = Date.parse(at)
  return tasks
    .filter((t) => (t.state === 'open' || t.state === 'missed') && t.checklistId === checklistId && t.assignee === side)
    .filter((t) => Date.parse(t.windowStartAt) <= then && (then < Date.parse(t.closesAt) || then <= Date.parse(t.windowEndAt)))
    .sort((a, b) => Date.parse(a.windowEndAt) - Date.parse(b.windowEndAt))[0]
}

/** What this phone already holds for a task, which the server may not know yet. */
export function heldFor(task: Task, records: InspectionRecord[], tasks: Task[], now: string): 'draft' | 'waiting' | 'received' | undefined {
  const own = records.filter((record) => taskOf(record, tasks, now) === task.id)
  if (own.some((r) => r.state === 'received')) return 'received'
  if (own.some((r) => r.state === 'waiting' || r.state === 'sending')) return 'waiting'
  return own.some((r) => r.state === 'draft') ? 'draft' : undefined
}

/** A check that began with a scan names no task: it does the one it would do if it ended now. */
function taskOf(record: InspectionRecord, tasks: Task[], now: string): string | undefined {
  if (record.receipt) return record.receipt.taskId
  if (record.taskId) return record.taskId
  const here = tasks.filter((task) => task.checkpointId === record.place.checkpointId)
  return taskNow(here, record.version.checklistId, record.finishedAt ?? now, record.mode === 'self' ? 'supplier' : 'agency')?.id
}
