// From a label, a task or a number to a check that can be filled in, with and without signal.

import { ApiProblem, NetworkFailure } from '@shared/api/problem'
import { server } from './api/field'
import type { ChecklistVersion, Checkpoint, CodeInfo, Task, Today } from './api/types'
import { startDraft } from './domain/draft'
import { newKey } from './domain/key'
import type { InspectionRecord, Place } from './domain/record'
import { begin, kit } from './kit'
import { mode, user } from './session/session'

export interface Kept<T> {
  value: T
  /** Set when the answer is an older one from this phone. */
  savedAt?: string
}

/** The server's answer, or the one kept from last time when there is no server to ask. */
async function freshOrKept<T>(key: string, ask: () => Promise<T>): Promise<Kept<T>> {
  const { cache } = await kit()
  try {
    const value = await ask()
    await cache.put(key, value)
    return { value }
  } catch (failure) {
    const away =
      failure instanceof NetworkFailure || (failure instanceof ApiProblem && (failure.temporary || failure.status === 401))
    const found = away ? await cache.get<T>(key) : undefined
    if (!found) throw failure
    return found
  }
}

export const loadToday = () => freshOrKept<Today>('today', server.today)
export const loadCode = (code: string) => freshOrKept<CodeInfo>(`code:${code}`, () => server.code(code))

/** A published version never changes, so the kept one is as good as a fresh one. */
export async function loadVersion(id: string): Promise<ChecklistVersion> {
  const { cache } = await kit()
  const found = await cache.get<ChecklistVersion>(`version:${id}`)
  if (found) return found.value
  const version = await server.version(id)
  await cache.put(`version:${id}`, version)
  return version
}

async function currentVersion(checklistId: string): Promise<ChecklistVersion> {
  const { currentVersion: current } = await server.checklist(checklistId)
  if (!current) throw new ApiProblem({ status: 404, code: 'not_found' })
  return loadVersion(current.id)
}

/** Before going down to the basement: fetch every checklist that today needs. */
export async function prepare(today: Today): Promise<void> {
  const ids = new Set(today.tasks.filter((task) => task.state === 'open').map((task) => task.checklistVersionId))
  for (const id of ids) if (id) await loadVersion(id)
}

function draftFor(place: Place, version: ChecklistVersion, taskId?: string): Promise<InspectionRecord> {
  const now = new Date().toISOString()
  const userId = user.value?.id ?? ''
  return begin(startDraft({ id: newKey(), userId, place, version, mode: mode.value, now, ...(taskId ? { taskId } : {}) }))
}

function placeOf(checkpoint: Checkpoint, code?: string): Place {
  const { id, number, name, siteName, areaName } = checkpoint
  return { checkpointId: id, number, name, siteName, ...(areaName ? { areaName } : {}), ...(code ? { code } : {}) }
}

/** The open task that a check of this list at this place fulfils: mine to do, by its window. */
export function taskFor(tasks: Task[], checklistId: string): Task | undefined {
  const side = mode.value === 'self' ? 'supplier' : 'agency'
  return tasks
    .filter((task) => task.state === 'open' && task.checklistId === checklistId && (task.assignee ?? side) === side)
    .sort((a, b) => a.windowStartAt.localeCompare(b.windowStartAt))[0]
}

export function startFromCode(code: string, info: CodeInfo, version: ChecklistVersion): Promise<InspectionRecord> {
  return draftFor(placeOf(info.checkpoint, code), version, taskFor(info.tasks, version.checklistId)?.id)
}

/** A task opened from the list; with a code when its label was scanned without signal. */
export async function startFromTask(task: Task, code?: string): Promise<InspectionRecord> {
  const version = task.checklistVersionId ? await loadVersion(task.checklistVersionId) : await currentVersion(task.checklistId)
  const place: Place = {
    checkpointId: task.checkpointId,
    number: task.checkpointNumber,
    name: task.checkpointName,
    siteName: task.siteName,
    ...(task.areaName ? { areaName: task.areaName } : {}),
    ...(code ? { code } : {}),
  }
  return draftFor(place, version, task.id)
}

/** The number printed under the code, for a label that cannot be read any more. */
export async function findByNumber(number: string): Promise<CodeInfo | undefined> {
  const wanted = number.trim().toUpperCase()
  const { items } = await server.checkpointsLike(wanted)
  const checkpoint = items.find((item) => item.number.toUpperCase() === wanted)
  if (!checkpoint) return undefined
  const checklists = await Promise.all(checkpoint.checklists.map(({ id }) => currentVersion(id)))
  const today = await loadToday().catch(() => undefined)
  const tasks = today?.value.tasks.filter((task) => task.checkpointId === checkpoint.id) ?? []
  return { checkpoint, checklists, tasks }
}

export function startFromNumber(info: CodeInfo, version: ChecklistVersion): Promise<InspectionRecord> {
  return draftFor(placeOf(info.checkpoint), version, taskFor(info.tasks, version.checklistId)?.id)
}

/** The version that replaced the one a draft was filled in on. */
export const replacementOf = (record: InspectionRecord) => currentVersion(record.version.checklistId)
