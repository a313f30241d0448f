// From a label, a task or a number to a check that can be filled in, with and without signal.

import { ApiProblem, NetworkFailure } from '@shared/api/problem'
import { addDays, today } from '@shared/format'
import { server } from './api/field'
import type { ChecklistVersion, CodeInfo, CodeSource, Task, Today } from './api/types'
import { startDraft } from './domain/draft'
import { newKey } from './domain/key'
import { sameNumber } from './domain/label'
import { onDay } from './domain/rounds'
import type { InspectionRecord, Place } from './domain/record'
import { begin, edit, kit } from './kit'
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

/** Today's rounds; on a later day without signal, those that were known ahead. */
export async function loadToday(): Promise<Kept<Today>> {
  const found = await freshOrKept<Today>('today', server.today)
  if (!found.savedAt) return found
  const { cache } = await kit()
  const coming = (await cache.get<Task[]>('coming'))?.value ?? []
  return { ...found, value: onDay(found.value, coming, today(), new Date()) }
}
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

/** Before going down to the basement: fetch what today and the next three days need. */
export async function prepare(found: Today): Promise<void> {
  await loadVersions(found.tasks)
  const { items: coming } = await server.coming(addDays(found.day, 1), addDays(found.day, 3))
  await (await kit()).cache.put('coming', coming)
  await loadVersions(coming)
}

async function loadVersions(tasks: Task[]): Promise<void> {
  const ids = new Set(tasks.filter((task) => task.state === 'open').map((task) => task.checklistVersionId))
  for (const id of ids) if (id) await loadVersion(id)
}

async function draftFor(place: Place, version: ChecklistVersion, task?: Task): Promise<InspectionRecord> {
  const now = new Date().toISOString()
  const userId = user.value?.id ?? ''
  const draft = await begin(startDraft({ id: newKey(), userId, place, version, mode: mode.value, now, ...(task ? { task } : {}) }))
  if (version.demands?.challenge && !draft.challenge) void challenge(draft.id)
  return draft
}

/** Takes the server's token for a check that begins; without signal the check goes on without. */
async function challenge(id: string): Promise<void> {
  try {
    const { token } = await server.challenge()
    await edit<InspectionRecord>(id, (record) => ({ ...record, challenge: token }))
  } catch {
    // the record will say that there was none
  }
}

const read = (source: CodeSource) => ({ source, scannedAt: new Date().toISOString() })

/**
 * What was scanned or typed opens a check. The server finds the task it does, by the time it ended.
 * The readable number opens a checkpoint too, but it can be guessed: it does not count as a scan.
 */
export function startFromCode(code: string, info: CodeInfo, version: ChecklistVersion, source: CodeSource): Promise<InspectionRecord> {
  const { id, number, name, siteName, areaName } = info.checkpoint
  const scanned = !sameNumber(code, number)
  const place = { checkpointId: id, number, name, siteName, ...(areaName ? { areaName } : {}), ...(scanned ? { code, ...read(source) } : {}) }
  return draftFor(place, version)
}

/** A task opened from the list; with a code when its label was scanned without signal. */
export async function startFromTask(task: Task, code?: string, source: CodeSource = 'link'): Promise<InspectionRecord> {
  const version = task.checklistVersionId ? await loadVersion(task.checklistVersionId) : await currentVersion(task.checklistId)
  const place: Place = {
    checkpointId: task.checkpointId,
    number: task.checkpointNumber,
    name: task.checkpointName,
    siteName: task.siteName,
    ...(task.areaName ? { areaName: task.areaName } : {}),
    ...(code ? { code, ...read(source) } : {}),
  }
  return draftFor(place, version, task)
}

/** Where a report about a label is written. */
export const reportDoor = (of: { checkpointId?: string; number?: string; title: string }) => ({
  name: 'labelReport',
  params: { place: of.checkpointId ?? of.number ?? '' },
  query: { name: of.title },
})

/** The version that replaced the one a draft was filled in on. */
export const replacementOf = (record: InspectionRecord) => currentVersion(record.version.checklistId)
