import 'fake-indexeddb/auto'
import { createHash, createHmac } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'
import { finish } from '../domain/draft'
import { bodyOf } from '../domain/body'
import { move } from '../domain/record'
import { allPassed, draft, freshStore, noon, photo, receipt, withPhoto } from '../testing/samples'
import type { RecordStore } from '../store/records'
import { queueFiles } from './queueFile'

const bytes = new Uint8Array([10, 0, 255, 10, 123])
const name = createHash('sha256').update(bytes).digest('hex')
const key = { name: 'bmFtZQ', secret: 'ab'.repeat(32), until: noon }
let store: RecordStore

const waiting = (id: string, sha256?: string) => move(finish(sha256 ? withPhoto(id, sha256) : allPassed(id), noon), 'waiting')

beforeEach(async () => {
  store = await freshStore()
  await store.addPhoto({ ...photo('key-1', name), bytes: bytes.buffer })
})

async function saved(records: Parameters<typeof queueFiles>[0], sealed = true) {
  const files = await queueFiles(records, { author: 'wang', store, now: new Date(noon), title: () => '一层大厅', ...(sealed ? { key } : {}) })
  return Promise.all(files.map(async (file) => Buffer.from(await file.arrayBuffer())))
}

describe('the queue as a file', () => {
  it('has each photo, byte for byte, before the record that names it', async () => {
    const [file] = await saved([waiting('key-1', name), waiting('key-2')])
    const head = file!.indexOf(10) + 1
    const line = file!.indexOf(10, head) + 1
    expect(JSON.parse(file!.subarray(head, line).toString())).toEqual({ photo: { sha256: name, size: 5 } })
    expect(file!.subarray(line, line + 5)).toEqual(Buffer.from(bytes))
    const rest = file!.subarray(line + 6).toString().trim().split('\n')
    expect(rest.map((one) => Object.keys(JSON.parse(one))[0])).toEqual(['record', 'record', 'end'])
    expect(JSON.parse(rest[0]!).record).toEqual({ id: 'key-1', kind: 'inspection', title: '一层大厅', body: JSON.parse(JSON.stringify(bodyOf(waiting('key-1', name)))) })
  })

  it('ends with the sum of what was written, sealed with the key of the phone', async () => {
    const [file] = await saved([waiting('key-1', name)])
    const last = file!.lastIndexOf('{"end"')
    const sum = createHash('sha256').update(file!.subarray(0, last)).digest()
    const mac = createHmac('sha256', Buffer.from(key.secret, 'hex')).update(sum).digest('hex')
    expect(JSON.parse(file!.subarray(last).toString())).toEqual({ end: { sha256: sum.toString('hex'), seal: { key: key.name, mac } } })
  })

  it('is written without a seal when the phone was never given a key', async () => {
    const [file] = await saved([waiting('key-2')], false)
    expect(file!.toString()).not.toContain('seal')
  })

  it('leaves out what is not finished and what was received, and is none when nothing waits', async () => {
    const received = { ...move(move(waiting('key-3'), 'sending'), 'received'), receipt: receipt() }
    expect(await saved([draft(), received])).toEqual([])
    const [file] = await saved([draft('key-4'), waiting('key-2'), received])
    expect(file!.toString().match(/"record":/g)).toHaveLength(1)
  })

  it('keeps a record whose photo is lost: the server says what it lacks', async () => {
    const [file] = await saved([waiting('key-9', 'bb'.repeat(32))])
    expect(file!.toString()).toContain('"id":"key-9"')
    expect(file!.toString()).not.toContain('"photo":{')
  })

  it('becomes several files before it is more than the server takes', async () => {
    const files = await saved(Array.from({ length: 801 }, (_, i) => waiting(`key-${i}`)))
    expect(files.map((file) => file.toString().match(/"record":/g)!.length)).toEqual([400, 400, 1])
  })
})
