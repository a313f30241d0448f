// The rules of filling in a check: what is left, what is sent, what a newer checklist keeps.

import type { ChecklistItem, ChecklistVersion, Evidence, InspectionBody, Mode, Position, Result } from '../api/types'
import type { Answer, InspectionRecord, Place } from './record'

export const emptyAnswer = (): Answer => ({ note: '', photos: [] })

export function itemsOf(version: ChecklistVersion): ChecklistItem[] {
  return version.sections.flatMap((section) => section.items)
}

export interface DraftStart {
  id: string
  userId: string
  place: Place
  version: ChecklistVersion
  task?: { id: string; windowStartAt: string }
  mode: Mode
  now: string
}

export function startDraft(start: DraftStart): InspectionRecord {
  return {
    kind: 'inspection',
    id: start.id,
    userId: start.userId,
    state: 'draft',
    createdAt: start.now,
    updatedAt: start.now,
    attempts: 0,
    place: start.place,
    version: start.version,
    ...(start.task ? { taskId: start.task.id, taskFrom: start.task.windowStartAt } : {}),
    mode: start.mode,
    startedAt: start.now,
    answers: {},
    filed: [],
  }
}

/** Records a choice. Photos and note stay when a fail is changed, so that a slip of the thumb loses nothing. */
export function answer(record: InspectionRecord, item: ChecklistItem, result: Result): InspectionRecord {
  if (result === 'na' && !item.naAllowed) return record
  const before = record.answers[item.id] ?? emptyAnswer()
  return { ...record, answers: { ...record.answers, [item.id]: { ...before, result } } }
}

export function changeAnswer(
  record: InspectionRecord,
  itemId: string,
  change: Partial<Omit<Answer, 'result'>>,
): InspectionRecord {
  const before = record.answers[itemId] ?? emptyAnswer()
  return { ...record, answers: { ...record.answers, [itemId]: { ...before, ...change } } }
}

/** Fixes the end of the check, once, so that every attempt sends the same body. */
export function finish(draft: InspectionRecord, now: string, position?: Position): InspectionRecord {
  // a phone whose clock was put back during the check must not claim to have ended before it began
  const startedAt = Date.parse(draft.startedAt) < Date.parse(now) ? draft.startedAt : now
  const tooEarly = draft.taskFrom !== undefined && Date.parse(now) < Date.parse(draft.taskFrom)
  return { ...draft, startedAt, finishedAt: now, refusal: undefined, position, ...(tooEarly ? { taskId: undefined } : {}) }
}

export interface Progress {
  total: number
  answered: number
  pass: number
  fail: number
  na: number
  unanswered: string[]
  missingPhoto: string[]
  complete: boolean
}

export function progressOf(record: InspectionRecord): Progress {
  const items = itemsOf(record.version)
  const count = { pass: 0, fail: 0, na: 0 }
  const unanswered: string[] = []
  const missingPhoto: string[] = []
  for (const item of items) {
    const given = record.answers[item.id]
    if (!given?.result) {
      unanswered.push(item.id)
      continue
    }
    count[given.result] += 1
    if (given.result === 'fail' && item.photoOnFail && given.photos.length === 0) missingPhoto.push(item.id)
  }
  return {
    total: items.length,
    answered: items.length - unanswered.length,
    ...count,
    unanswered,
    missingPhoto,
    complete: items.length > 0 && unanswered.length === 0 && missingPhoto.length === 0,
  }
}

/**
 * The body of POST /inspections. It is a pure function of the record, so that every attempt sends
 * the same bytes; a note or photo left over from an item that was changed to pass is not sent.
 */
export function inspectionBody(record: InspectionRecord): InspectionBody {
  const observations = itemsOf(record.version).map((item) => {
    const given = record.answers[item.id]
    if (!given?.result) throw new Error(`item ${item.code} has no result`)
    const note = given.note.trim()
    const keeps = given.result === 'fail'
    return {
      itemId: item.id,
      result: given.result,
      ...(keeps && note ? { note } : {}),
      photos: keeps ? given.photos : [],
    }
  })
  // photos of the whole place go with the first item: the server keeps photos by item
  const first = observations[0]
  if (first && record.photos?.length) first.photos = [...first.photos, ...record.photos]
  const { code, checkpointId } = record.place
  const evidence = evidenceOf(record, observations.flatMap((each) => each.photos))
  return {
    ...(code ? { code } : { checkpointId }),
    checklistVersionId: record.version.id,
    ...(record.taskId ? { taskId: record.taskId } : {}),
    mode: record.mode,
    startedAt: record.startedAt,
    finishedAt: record.finishedAt ?? record.updatedAt,
    observations,
    ...(evidence ? { evidence } : {}),
  }
}

/** What shows where and when; the instant of sending is added by whoever sends. */
function evidenceOf(record: InspectionRecord, photos: string[]): Evidence | undefined {
  const { code, source, scannedAt } = record.place
  const { filed } = record
  const evidence: Evidence = {
    ...(filed && photos.length ? { photos: photos.some((photo) => filed.includes(photo)) ? 'file' : 'app' } : {}),
    ...(record.position ? { position: record.position } : {}),
    ...(record.challenge ? { challenge: record.challenge } : {}),
    ...(code && source ? { source } : {}),
    ...(code && scannedAt ? { scannedAt } : {}),
  }
  return Object.keys(evidence).length ? evidence : undefined
}

/** How many seconds the checklist still asks for on the spot. */
export function dwellLeft(record: InspectionRecord, now: number): number {
  const asked = record.version.demands?.minDwellSeconds ?? 0
  return Math.max(0, asked - Math.floor((now - Date.parse(record.startedAt)) / 1000))
}

/** Which item a field such as `observations[3].photos` means. */
export function itemOfField(record: InspectionRecord, field: string): string | undefined {
  const found = /observations(?:\[|\.|\/)(\d+)/.exec(field)
  return found ? itemsOf(record.version)[Number(found[1])]?.id : undefined
}

/**
 * Carries the answers over to a newer version of the same checklist. Only an item whose code and
 * wording are unchanged keeps its answer: a new wording is a new question.
 */
export function rebase(record: InspectionRecord, version: ChecklistVersion): InspectionRecord {
  const before = new Map(itemsOf(record.version).map((item) => [item.code, item]))
  const answers: Record<string, Answer> = {}
  for (const item of itemsOf(version)) {
    const old = before.get(item.code)
    const given = old && old.text === item.text ? record.answers[old.id] : undefined
    if (!given) continue
    answers[item.id] = given.result === 'na' && !item.naAllowed ? { ...given, result: undefined } : given
  }
  return { ...record, version, answers }
}
