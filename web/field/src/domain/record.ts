// What the phone keeps until the server has said "received", and the only ways its state may change.
// A record's id is also its Idempotency-Key: however often it is sent, the server keeps one.

import type { ChecklistVersion, CodeSource, Mode, Position, Receipt, Result } from '../api/types'

export type RecordState = 'draft' | 'waiting' | 'sending' | 'received' | 'refused'

/** Why a waiting record has not gone yet; shown beside it, never silent. */
export type Hold = 'offline' | 'server' | 'signIn' | 'password'

export interface Refusal {
  code: string
  /** Item the server named, when it named one. */
  itemId?: string
  at: string
}

interface Base {
  id: string
  /** Whose work it is: never shown to, or sent by, another account on the same phone. */
  userId: string
  state: RecordState
  createdAt: string
  updatedAt: string
  attempts: number
  hold?: Hold
  refusal?: Refusal
}

export interface Answer {
  result?: Result
  note: string
  photos: string[]
}

export interface Place {
  code?: string
  checkpointId?: string
  number?: string
  name: string
  siteName: string
  areaName?: string
  /** How and when the code was read. */
  source?: CodeSource
  scannedAt?: string
}

export interface InspectionRecord extends Base {
  kind: 'inspection'
  place: Place
  /** The whole version travels with the draft: the text that was answered is the text that is shown. */
  version: ChecklistVersion
  taskId?: string
  /** When that task's window begins: a check that ends earlier does not do the task. */
  taskFrom?: string
  mode: Mode
  startedAt: string
  finishedAt?: string
  answers: Record<string, Answer>
  /** Photos of the place as a whole, where the checklist always asks for one. */
  photos?: string[]
  /** Those of the photos that did not come from the app's own viewfinder; absent in drafts of an older app. */
  filed?: string[]
  /** The server's token, taken when the check began with signal. */
  challenge?: string
  /** Taken at submission, only with consent. */
  position?: Position
  receipt?: Receipt
}

export interface RectificationRecord extends Base {
  kind: 'rectification'
  findingId: string
  findingNumber: string
  title: string
  cause: string
  action: string
  photos: string[]
}

export interface ReinspectionRecord extends Base {
  kind: 'reinspection'
  findingId: string
  findingNumber: string
  rectificationId: string
  title: string
  result?: 'closed' | 'returned'
  note: string
  photos: string[]
}

/** What somebody on the spot says about the label of a place. */
export interface LabelReportRecord extends Base {
  kind: 'labelReport'
  /** The readable number stands in where the phone has never met the place. */
  checkpointId?: string
  number?: string
  title: string
  what?: 'lost' | 'damaged' | 'misplaced'
  note: string
  photos: string[]
  /** When it was handed in by the phone's clock: it may be sent days later. */
  reportedAt?: string
}

export type FieldRecord = InspectionRecord | RectificationRecord | ReinspectionRecord | LabelReportRecord

const allowed: Record<RecordState, RecordState[]> = {
  draft: ['waiting'],
  waiting: ['sending'],
  // back to waiting: no answer came, and the same key makes asking again safe
  sending: ['received', 'refused', 'waiting'],
  refused: ['draft', 'waiting'],
  received: [],
}

export function mayMove(from: RecordState, to: RecordState): boolean {
  return allowed[from].includes(to)
}

/** Moves the record or throws: a state that cannot happen is a programming error, not a user's. */
export function move<T extends FieldRecord>(record: T, to: RecordState): T {
  if (!mayMove(record.state, to)) throw new Error(`a record cannot go from ${record.state} to ${to}`)
  return { ...record, state: to }
}

/** The photos that go with the record; those of an item changed to pass stay behind. */
export function photosOf(record: FieldRecord): string[] {
  if (record.kind !== 'inspection') return [...new Set(record.photos)]
  const failed = Object.values(record.answers).filter((answer) => answer.result === 'fail')
  const shas = [...failed.flatMap((answer) => answer.photos), ...(record.photos ?? [])]
  return [...new Set(shas)]
}
