import 'fake-indexeddb/auto'
import { beforeEach, describe, expect, it } from 'vitest'
import { reactive } from 'vue'
import { answer, itemsOf } from '../domain/draft'
import type { InspectionRecord } from '../domain/record'
import { allPassed, draft, freshStore, noon, photo, version } from '../testing/samples'
import type { RecordStore } from './records'

const [first, second] = itemsOf(version())
let store: RecordStore
let now = new Date(noon)

beforeEach(async () => {
  now = new Date(noon)
  store = await freshStore(() => now)
})

describe('the draft store', () => {
  it('gives back after a restart what was tapped', async () => {
    await store.add(draft())
    await store.edit<InspectionRecord>('key-1', (record) => answer(record, first!, 'fail'))
    expect(await store.get('key-1')).toMatchObject({ state: 'draft', answers: { [first!.id]: { result: 'fail' } } })
  })

  it('loses no tap when two arrive at once', async () => {
    await store.add(draft())
    await Promise.all([
      store.edit<InspectionRecord>('key-1', (record) => answer(record, first!, 'pass')),
      store.edit<InspectionRecord>('key-1', (record) => answer(record, second!, 'na')),
    ])
    expect((await store.get('key-1')) as InspectionRecord).toMatchObject({
      answers: { [first!.id]: { result: 'pass' }, [second!.id]: { result: 'na' } },
    })
  })

  it("stores a screen's reactive object as plain data", async () => {
    await store.add(reactive(draft()))
    expect(await store.get('key-1')).toEqual(draft())
  })

  it('refuses a second record under the same key', async () => {
    await store.add(draft())
    await expect(store.add(draft())).rejects.toThrow()
  })

  it('changes nothing once the record was submitted', async () => {
    await store.add({ ...allPassed(), state: 'waiting' })
    await store.edit<InspectionRecord>('key-1', (record) => answer(record, first!, 'fail'))
    expect((await store.get('key-1')) as InspectionRecord).toMatchObject({ answers: { [first!.id]: { result: 'pass' } } })
  })

  it("never lists another account's work on the same phone", async () => {
    await store.add(draft('key-1', 'wang'))
    await store.add(draft('key-2', 'li'))
    expect((await store.list('wang')).map(({ id }) => id)).toEqual(['key-1'])
  })

  it('removes a record with its photos', async () => {
    await store.add(draft())
    await store.addPhoto(photo())
    expect(await store.remove('key-1')).toBe(true)
    expect(await store.photo('key-1', 'aa')).toBeUndefined()
  })

  it('does not remove what is on its way', async () => {
    await store.add({ ...allPassed(), state: 'sending' })
    expect(await store.remove('key-1')).toBe(false)
    expect(await store.get('key-1')).toBeDefined()
  })

  it('does not leave the allowed path', async () => {
    await store.add({ ...allPassed(), state: 'received' })
    await expect(store.transition('key-1', ['received'], 'waiting')).rejects.toThrow(/cannot go/)
  })
})

describe('tidying at start', () => {
  it('lets a record that was being sent when the phone died wait again', async () => {
    await store.add({ ...allPassed(), state: 'sending' })
    await store.tidy('wang')
    expect((await store.get('key-1'))?.state).toBe('waiting')
  })

  it('keeps every draft with an answer, however old', async () => {
    await store.add(allPassed())
    now = new Date('2027-11-21T04:00:00Z')
    await store.tidy('wang')
    expect(await store.get('key-1')).toBeDefined()
  })

  it('drops a check that was opened and left without one answer', async () => {
    await store.add(draft())
    await store.tidy('wang')
    expect(await store.get('key-1')).toBeDefined()
    now = new Date('2026-11-21T06:00:00Z')
    await store.tidy('wang')
    expect(await store.get('key-1')).toBeUndefined()
  })

  it('keeps a receipt for 30 days and refused records for ever', async () => {
    await store.add({ ...allPassed('key-1'), state: 'received' })
    await store.add({ ...allPassed('key-2'), state: 'refused' })
    now = new Date('2026-12-20T04:00:00Z')
    await store.tidy('wang')
    expect(await store.get('key-1')).toBeDefined()
    now = new Date('2026-12-22T04:00:00Z')
    await store.tidy('wang')
    expect(await store.get('key-1')).toBeUndefined()
    expect(await store.get('key-2')).toBeDefined()
  })
})
