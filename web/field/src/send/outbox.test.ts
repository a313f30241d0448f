import 'fake-indexeddb/auto'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { ApiProblem, NetworkFailure } from '@shared/api/problem'
import { inspectionBody } from '../domain/draft'
import type { FieldRecord, InspectionRecord } from '../domain/record'
import type { RecordStore } from '../store/records'
import { allPassed, freshStore, photo, receipt, withPhoto } from '../testing/samples'
import { Outbox } from './outbox'

/** A server that keeps one receipt a key, and does what it is told first. */
function fakeServer() {
  const received = new Map<string, string>()
  const photos = new Set<string>()
  const troubles: unknown[] = []
  const bodies: string[] = []
  return {
    received,
    photos,
    troubles,
    bodies,
    uploadPhoto: vi.fn(async ({ sha256 }: { sha256: string }) => {
      photos.add(sha256)
      return sha256
    }),
    submit: vi.fn(async (record: FieldRecord) => {
      bodies.push(JSON.stringify(inspectionBody(record as InspectionRecord)))
      const trouble = troubles.shift()
      if (trouble instanceof Error) throw trouble
      const number = received.get(record.id) ?? `ZC-${received.size + 1}`
      received.set(record.id, number)
      if (trouble === 'answer lost') throw new NetworkFailure()
      return receipt(number)
    }),
  }
}

let store: RecordStore
let server: ReturnType<typeof fakeServer>
let outbox: Outbox
let seen: string[]
let later: (() => void)[]

beforeEach(async () => {
  store = await freshStore()
  server = fakeServer()
  seen = []
  later = []
  outbox = new Outbox({
    store,
    transport: server,
    userId: () => 'wang',
    changed: (record) => seen.push(record.state),
    schedule: (work) => later.push(work),
  })
})

const kept = async (id = 'key-1') => (await store.get(id)) as InspectionRecord
const refuse = (status: number, code: string, field?: string) =>
  new ApiProblem({ status, code, fields: field ? [{ field, code, message: '' }] : [] })

describe('submitting', () => {
  it('ends with the number the server gave, every state shown on the way', async () => {
    await store.add(allPassed())
    await outbox.submit('key-1')
    await outbox.flush()
    expect(await kept()).toMatchObject({ state: 'received', receipt: { number: 'ZC-1' } })
    expect(seen).toEqual(['waiting', 'sending', 'received'])
  })

  it('twice in one breath makes one record', async () => {
    await store.add(allPassed())
    await Promise.all([outbox.submit('key-1'), outbox.submit('key-1')])
    await outbox.flush()
    expect(server.submit).toHaveBeenCalledTimes(1)
    expect(server.received.size).toBe(1)
  })

  it('again after the receipt changes nothing', async () => {
    await store.add(allPassed())
    await outbox.submit('key-1')
    await outbox.flush()
    const again = await outbox.submit('key-1')
    await outbox.flush()
    expect(again).toMatchObject({ state: 'received', receipt: { number: 'ZC-1' } })
    expect(server.submit).toHaveBeenCalledTimes(1)
  })

  it('asks again with the same bytes when the answer was lost, and gets the same receipt', async () => {
    server.troubles.push('answer lost')
    await store.add(allPassed())
    await outbox.submit('key-1')
    await outbox.flush()
    await outbox.flush()
    expect((await kept()).receipt?.number).toBe('ZC-1')
    expect(server.received.size).toBe(1)
    expect(new Set(server.bodies).size).toBe(1)
  })
})

describe('without signal', () => {
  it('waits, says why, and goes by itself later', async () => {
    server.troubles.push(new NetworkFailure())
    await store.add(allPassed())
    await outbox.submit('key-1')
    await vi.waitFor(async () => expect(await kept()).toMatchObject({ state: 'waiting', hold: 'offline' }))
    await vi.waitFor(() => expect(later).toHaveLength(1))
    later[0]!()
    await vi.waitFor(async () => expect((await kept()).state).toBe('received'))
  })

  it('does not try the others when the first found no server', async () => {
    server.troubles.push(new NetworkFailure())
    await store.add({ ...allPassed('key-1'), state: 'waiting' })
    await store.add({ ...allPassed('key-2'), state: 'waiting' })
    await outbox.flush()
    expect(server.submit).toHaveBeenCalledTimes(1)
    expect(await kept('key-2')).toMatchObject({ state: 'waiting', hold: 'offline' })
  })

  it.each([
    [refuse(401, 'unauthenticated'), 'signIn'],
    [refuse(403, 'password_change_required'), 'password'],
    [refuse(503, 'database_unavailable'), 'server'],
    [refuse(429, 'rate_limited'), 'server'],
  ])('%s is a reason to wait, not a refusal', async (trouble, hold) => {
    server.troubles.push(trouble)
    await store.add({ ...allPassed(), state: 'waiting' })
    await outbox.flush()
    expect(await kept()).toMatchObject({ state: 'waiting', hold })
  })

  it("does not send another account's record", async () => {
    await store.add({ ...allPassed('key-9', 'li'), state: 'waiting' })
    await outbox.flush()
    expect(server.submit).not.toHaveBeenCalled()
  })
})

describe('photos', () => {
  it('go before the record and leave the phone after its receipt', async () => {
    await store.add({ ...withPhoto(), state: 'waiting' })
    await store.addPhoto(photo())
    await outbox.flush()
    expect(server.photos).toEqual(new Set(['aa']))
    expect((await kept()).state).toBe('received')
    expect(await store.photo('key-1', 'aa')).toBeUndefined()
  })

  it('already acknowledged are not sent again', async () => {
    server.troubles.push(new NetworkFailure())
    await store.add({ ...withPhoto(), state: 'waiting' })
    await store.addPhoto(photo())
    await outbox.flush()
    await outbox.flush()
    expect(server.uploadPhoto).toHaveBeenCalledTimes(1)
    expect((await kept()).state).toBe('received')
  })

  it('that arrived as other bytes are not referred to', async () => {
    server.uploadPhoto.mockResolvedValueOnce('bb')
    await store.add({ ...withPhoto(), state: 'waiting' })
    await store.addPhoto(photo())
    await outbox.flush()
    expect(await kept()).toMatchObject({ state: 'waiting', hold: 'offline' })
    expect(server.submit).not.toHaveBeenCalled()
  })

  it('the server does not know are sent once more, then the item is shown', async () => {
    const unknown = () => refuse(422, 'photo_unknown', 'observations[0].photos')
    server.troubles.push(unknown(), unknown())
    await store.add({ ...withPhoto(), state: 'waiting' })
    await store.addPhoto(photo())
    await outbox.flush()
    await outbox.flush()
    expect(server.uploadPhoto).toHaveBeenCalledTimes(2)
    expect(await kept()).toMatchObject({ state: 'refused', refusal: { code: 'photo_unknown', itemId: 'v1-A1' } })
    expect(await store.photo('key-1', 'aa')).toBeDefined()
  })

  it('refused by the server point at their item', async () => {
    server.uploadPhoto.mockRejectedValueOnce(refuse(422, 'photo_unreadable'))
    await store.add({ ...withPhoto(), state: 'waiting' })
    await store.addPhoto(photo())
    await outbox.flush()
    expect(await kept()).toMatchObject({ state: 'refused', refusal: { code: 'photo_unreadable', itemId: 'v1-A1' } })
  })

  it('gone from the phone are said to be gone', async () => {
    await store.add({ ...withPhoto(), state: 'waiting' })
    await outbox.flush()
    expect(await kept()).toMatchObject({ state: 'refused', refusal: { code: 'photo_lost', itemId: 'v1-A1' } })
  })
})

describe('a refusal', () => {
  it('of an outdated checklist keeps every answer and photo', async () => {
    server.troubles.push(refuse(409, 'checklist_version_superseded'))
    await store.add({ ...withPhoto(), state: 'waiting' })
    await store.addPhoto(photo())
    await outbox.flush()
    const record = await kept()
    expect(record).toMatchObject({ state: 'refused', refusal: { code: 'checklist_version_superseded' } })
    expect(record.answers).toEqual(withPhoto().answers)
    expect(await store.photo('key-1', 'aa')).toBeDefined()
    await outbox.reopen('key-1')
    expect((await kept()).state).toBe('draft')
  })

  it('of one item names that item', async () => {
    server.troubles.push(refuse(422, 'photo_required', 'body.observations[2].photos'))
    await store.add({ ...allPassed(), state: 'waiting' })
    await outbox.flush()
    expect((await kept()).refusal).toMatchObject({ code: 'photo_required', itemId: 'v1-B1' })
  })

  it('does not keep the next record waiting', async () => {
    server.troubles.push(refuse(410, 'code_revoked'))
    await store.add({ ...allPassed('key-1'), state: 'waiting' })
    await store.add({ ...allPassed('key-2'), state: 'waiting' })
    await outbox.flush()
    expect((await kept('key-1')).state).toBe('refused')
    expect((await kept('key-2')).state).toBe('received')
  })

  it('can be sent again without what stood in its way, under the same key', async () => {
    server.troubles.push(refuse(409, 'task_already_done'))
    await store.add({ ...allPassed(), taskId: 't1', state: 'waiting' })
    await outbox.flush()
    await outbox.resend('key-1', (record) => ({ ...record, taskId: undefined }))
    expect((await kept()).state).toBe('received')
    expect(server.bodies[1]).not.toContain('taskId')
    expect([...server.received.keys()]).toEqual(['key-1'])
  })
})

describe('the times of a check', () => {
  it('never end before they begin, though the clock was put back', async () => {
    await store.add({ ...allPassed(), startedAt: '2026-11-21T09:00:00.000Z' })
    await outbox.submit('key-1')
    const { startedAt, finishedAt } = await kept()
    expect(startedAt <= finishedAt!).toBe(true)
  })
})
