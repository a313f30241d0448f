// Every request the phone makes, one line each.

import { api, apiUrl, uploadPhoto } from '@shared/api/client'
import { ApiProblem, NetworkFailure } from '@shared/api/problem'
import { bodyOf } from '../domain/body'
import type { FieldRecord, InspectionRecord, ReinspectionRecord } from '../domain/record'
import { sendConsent } from '../consent'
import { net } from '../net'
import { mode } from '../session/session'
import type { QueueKey } from '../send/queueFile'
import type { StoredPhoto } from '../store/database'
import type { Transport } from '../send/transport'
import type {
  ChecklistVersion,
  CodeInfo,
  Finding,
  FindingDetail,
  InspectionBody,
  Receipt,
  RetiredLabel,
  Session,
  Settings,
  Task,
  Today,
} from './types'

/** Passes an answer on and notes whether the server could be reached. */
async function heard<T>(answer: Promise<T>): Promise<T> {
  try {
    const value = await answer
    net.reached()
    return value
  } catch (failure) {
    if (failure instanceof NetworkFailure) net.missed()
    else if (failure instanceof ApiProblem) net.reached()
    throw failure
  }
}

/** A basement's Wi-Fi accepts a request and never answers; after this long the phone helps itself. */
const within = (seconds: number) => ({ signal: AbortSignal.timeout?.(seconds * 1000) })

export const server = {
  session: (): Promise<Session> => heard(api.get('/session', within(15))),
  signIn: (username: string, password: string): Promise<Session> =>
    heard(api.post('/session', { body: { username, password, remember: true } })),
  signOut: () => heard(api.del('/session')),
  changePassword: (currentPassword: string, newPassword: string) =>
    heard(api.put('/session/password', { body: { currentPassword, newPassword } })),
  language: (language: string) => heard(api.put('/session/language', { body: { language } })),
  settings: (): Promise<Settings> => heard(api.get('/settings', within(15))),

  today: (): Promise<Today> => heard(api.get('/field/today', within(10))),
  /** The rounds of the days to come, which are planned ahead for phones that lose their signal. */
  coming: (from: string, to: string): Promise<{ items: Task[] }> =>
    heard(api.get('/tasks', { query: { from, to, assignee: mode.value === 'self' ? 'supplier' : 'agency', limit: 200 }, ...within(15) })),
  code: (code: string): Promise<CodeInfo> => heard(api.get('/checkpoint-codes/{code}', { path: { code }, ...within(10) })),
  version: (id: string): Promise<ChecklistVersion> => heard(api.get('/checklist-versions/{id}', { path: { id }, ...within(15) })),
  checklist: (id: string): Promise<{ currentVersion?: { id: string } }> =>
    heard(api.get('/checklists/{id}', { path: { id } })),

  findings: (query: Record<string, string | undefined>) => heard(api.list<Finding>('/findings', { query })),
  challenge: (): Promise<{ token: string }> => heard(api.post('/challenges', within(5))),
  giveConsent: (textVersion: number) =>
    heard(api.post('/me/consents', { body: { subject: 'position', textVersion }, ...within(10) })),
  withdrawConsent: () => heard(api.del('/me/consents/{subject}', { path: { subject: 'position' }, ...within(10) })),

  queueKey: (): Promise<QueueKey> => heard(api.post('/queue-keys', within(10))),
  photoSettings: (): Promise<{ longestSide: number }> => heard(api.get('/photo-settings', within(10))),

  retiredLabel: (code: string): Promise<RetiredLabel> => heard(api.get('/retired-labels/{code}', { path: { code }, ...within(10) })),
  finding: (id: string): Promise<FindingDetail> => heard(api.get('/findings/{id}', { path: { id } })),
}

export const transport: Transport = {
  async uploadPhoto(photo: StoredPhoto) {
    const kept = await heard(uploadPhoto(new Blob([photo.bytes], { type: photo.type }), within(120).signal))
    return kept.sha256
  },

  async submit(record: FieldRecord) {
    const idempotencyKey = record.id
    switch (record.kind) {
      case 'inspection':
        return sendInspection(record)
      case 'rectification': {
        const body = bodyOf(record)
        await heard(api.post<unknown>('/findings/{id}/rectifications', { path: { id: record.findingId }, idempotencyKey, body, ...within(30) }))
        return undefined
      }
      case 'labelReport':
        await heard(api.post<unknown>('/label-reports', { idempotencyKey, body: bodyOf(record), ...within(30) }))
        return undefined
      case 'reinspection': {
        const body = bodyOf(record)
        const sent = api.post<unknown>('/rectifications/{id}/reinspection', { path: { id: record.rectificationId }, idempotencyKey, body, ...within(30) })
        await heard(sent).catch((failure: unknown) => unlessDone(record, failure))
        return undefined
      }
    }
  },
}

/**
 * The clock at sending goes with every attempt anew; the server leaves it out of account when it
 * asks whether two attempts are the same.
 */
async function sendInspection(record: InspectionRecord): Promise<Receipt> {
  if (record.position) await sendConsent().catch((failure: unknown) => unlessAnswered(failure))
  const body = bodyOf(record) as InspectionBody
  body.evidence = { ...body.evidence, sentAt: new Date().toISOString() }
  return heard(api.post('/inspections', { idempotencyKey: record.id, body, ...within(30) })) as Promise<Receipt>
}

/** A consent that the server does not take must not hold up the record: it goes without a position. */
function unlessAnswered(failure: unknown): void {
  if (failure instanceof NetworkFailure || (failure instanceof ApiProblem && (failure.temporary || failure.status === 401))) throw failure
}

/**
 * A reinspection whose answer was lost finds the finding already decided. When the decision that
 * stands is this very one, it did arrive.
 */
async function unlessDone(record: ReinspectionRecord, failure: unknown): Promise<void> {
  if (!(failure instanceof ApiProblem) || failure.status !== 409 || record.attempts < 2) throw failure
  const { rectifications } = await server.finding(record.findingId)
  const decided = rectifications.find(({ id }) => id === record.rectificationId)?.reinspection
  if (decided?.result !== record.result || decided?.note !== record.note.trim()) throw failure
}

export const photoAddress = (sha256: string, size: 'thumb' | 'full') => apiUrl(`/photos/${sha256}`, { size })
