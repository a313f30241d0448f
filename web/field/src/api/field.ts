// Every request the phone makes, one line each.

import { api, apiUrl, uploadPhoto } from '@shared/api/client'
import { ApiProblem, NetworkFailure } from '@shared/api/problem'
import { inspectionBody } from '../domain/draft'
import type { FieldRecord, InspectionRecord, ReinspectionRecord } from '../domain/record'
import { sendConsent } from '../consent'
import { net } from '../net'
import type { StoredPhoto } from '../store/database'
import type { Transport } from '../send/transport'
import type {
  ChecklistVersion,
  CodeInfo,
  Finding,
  FindingDetail,
  Receipt,
  RetiredLabel,
  Session,
  Settings,
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
  code: (code: string): Promise<CodeInfo> => heard(api.get('/checkpoint-codes/{code}', { path: { code }, ...within(10) })),
  version: (id: string): Promise<ChecklistVersion> => heard(api.get('/checklist-versions/{id}', { path: { id }, ...within(15) })),
  checklist: (id: string): Promise<{ currentVersion?: { id: string } }> =>
    heard(api.get('/checklists/{id}', { path: { id } })),

  findings: (query: Record<string, string | undefined>) => heard(api.list<Finding>('/findings', { query })),
  challenge: (): Promise<{ token: string }> => heard(api.post('/challenges', within(5))),
  giveConsent: (textVersion: number) =>
    heard(api.post('/me/consents', { body: { subject: 'position', textVersion }, ...within(10) })),
  withdrawConsent: () => heard(api.del('/me/consents/{subject}', { path: { subject: 'position' }, ...within(10) })),

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
        const { findingId, cause, action, photos } = record
        const body = { cause: cause.trim(), action: action.trim(), photos }
        await heard(api.post('/findings/{id}/rectifications', { path: { id: findingId }, idempotencyKey, body, ...within(30) }))
        return undefined
      }
      case 'labelReport': {
        const { checkpointId, number, what, note, photos, reportedAt } = record
        if (!what) throw new Error('a label report says what is wrong before it is submitted')
        const of = checkpointId ? { checkpointId } : { number }
        await heard(api.post('/label-reports', { idempotencyKey, body: { ...of, kind: what, note: note.trim(), photos, reportedAt }, ...within(30) }))
        return undefined
      }
      case 'reinspection': {
        const { rectificationId, result, note, photos } = record
        if (!result) throw new Error('a reinspection has a result before it is submitted')
        const body = { result, note: note.trim(), photos }
        const sent = api.post('/rectifications/{id}/reinspection', { path: { id: rectificationId }, idempotencyKey, body, ...within(30) })
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
  const body = inspectionBody(record)
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
