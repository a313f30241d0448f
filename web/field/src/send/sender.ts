// One record's way to the server: waiting → sending → received | refused | waiting again.
// Photos go first, each acknowledged by its hash; an interrupted send resumes at the first
// photo the server has not acknowledged.

import { ApiProblem, NetworkFailure } from '@shared/api/problem'
import { itemOfField } from '../domain/draft'
import { photosOf, type FieldRecord, type Hold, type Refusal } from '../domain/record'
import type { RecordStore } from '../store/records'
import type { Transport } from './transport'

export interface Sender {
  store: RecordStore
  transport: Transport
  now?: () => Date
  /** Called after every visible change of the record. */
  changed?: (record: FieldRecord) => void
}

export async function send(id: string, tools: Sender): Promise<FieldRecord | undefined> {
  const { store, transport } = tools
  const record = await store.transition<FieldRecord>(id, ['waiting'], 'sending', (waiting) => ({
    ...waiting,
    attempts: waiting.attempts + 1,
    hold: undefined,
    refusal: undefined,
  }))
  if (!record) return undefined
  tools.changed?.(record)

  let after: FieldRecord | undefined
  let photo: string | undefined
  try {
    for (photo of photosOf(record)) await sendPhoto(record.id, photo, tools)
    photo = undefined
    const receipt = await transport.submit(record)
    after = await store.transition<FieldRecord>(id, ['sending'], 'received', (sent) =>
      sent.kind === 'inspection' && receipt ? { ...sent, receipt } : sent,
    )
    await store.dropPhotos(id)
  } catch (failure) {
    after = await settle(record, failure, photo, tools)
  }
  if (after) tools.changed?.(after)
  return after
}

async function sendPhoto(recordId: string, sha256: string, { store, transport }: Sender): Promise<void> {
  const photo = await store.photo(recordId, sha256)
  if (!photo) throw new ApiProblem({ status: 0, code: 'photo_lost' })
  if (photo.uploaded) return
  const acknowledged = await transport.uploadPhoto(photo)
  // bytes damaged on the way are sent again later, not referred to
  if (acknowledged !== sha256) throw new NetworkFailure('the server received other bytes than were sent')
  await store.markUploaded(recordId, sha256, true)
}

async function settle(
  record: FieldRecord,
  failure: unknown,
  photo: string | undefined,
  { store, now = () => new Date() }: Sender,
): Promise<FieldRecord | undefined> {
  const hold = holdOf(failure)
  if (hold) return store.transition<FieldRecord>(record.id, ['sending'], 'waiting', (sent) => ({ ...sent, hold }))

  const refused = failure instanceof ApiProblem ? failure : new ApiProblem({ status: 0, code: 'phone_failed' })
  if (refused.code === 'photo_unknown' && record.attempts < 2) {
    // the server lost or never kept a photo it had acknowledged: send the photos once more
    for (const sha256 of photosOf(record)) await store.markUploaded(record.id, sha256, false)
    return store.transition<FieldRecord>(record.id, ['sending'], 'waiting', (sent) => ({ ...sent, hold: 'server' }))
  }
  const itemId = photo ? itemOfPhoto(record, photo) : namedItem(record, refused)
  const refusal: Refusal = {
    code: refused.fields[0]?.code ?? refused.code,
    ...(itemId ? { itemId } : {}),
    at: now().toISOString(),
  }
  return store.transition<FieldRecord>(record.id, ['sending'], 'refused', (sent) => ({ ...sent, refusal }))
}

/** Why the record waits instead of being refused; nothing about it is wrong. */
function holdOf(failure: unknown): Hold | undefined {
  if (failure instanceof NetworkFailure) return 'offline'
  if (!(failure instanceof ApiProblem)) return undefined
  if (failure.status === 401) return 'signIn'
  if (failure.code === 'password_change_required') return 'password'
  return failure.temporary || failure.code === 'idempotency_in_progress' ? 'server' : undefined
}

function namedItem(record: FieldRecord, refused: ApiProblem): string | undefined {
  if (record.kind !== 'inspection') return undefined
  for (const { field } of refused.fields) {
    const itemId = itemOfField(record, field)
    if (itemId) return itemId
  }
  return undefined
}

function itemOfPhoto(record: FieldRecord, sha256: string): string | undefined {
  if (record.kind !== 'inspection') return undefined
  return Object.entries(record.answers).find(([, answer]) => answer.photos.includes(sha256))?.[0]
}
