// "Save to file": the queue as one file that the server accepts, for a phone that cannot send any
// more. The form is described in docs/queue-file.md: a line of JSON for each thing, a photo's bytes
// behind its line, and a last line that holds the file to what was written.

import { sha256 } from '@noble/hashes/sha2.js'
import { hmac } from '@noble/hashes/hmac.js'
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js'
import { answered, bodyOf } from '../domain/body'
import { photosOf, type FieldRecord } from '../domain/record'
import type { RecordStore } from '../store/records'

/** What this phone was given to seal files with, so that another may carry them. */
export interface QueueKey {
  name: string
  secret: string
  until: string
}

/** The server takes at most 256 MB and 500 records in a file; more become several files. */
const mostBytes = 200_000_000
const mostRecords = 400

/** What waits: drafts are not finished, and what was received has a number. */
export const savable = (record: FieldRecord): boolean => ['waiting', 'sending', 'refused'].includes(record.state)

interface Words {
  title: (record: FieldRecord) => string
}

export interface Saver extends Words {
  author: string
  store: Pick<RecordStore, 'photo'>
  key?: QueueKey
  now: Date
}

export async function queueFiles(records: FieldRecord[], saver: Saver): Promise<Blob[]> {
  const files: Blob[] = []
  let file = new Writer(saver)
  for (const record of records.filter(savable)) {
    if (file.records === mostRecords || file.bytes > mostBytes) {
      files.push(file.end())
      file = new Writer(saver)
    }
    await file.add(record)
  }
  return file.records ? [...files, file.end()] : files
}

class Writer {
  records = 0
  bytes = 0
  private readonly parts: BlobPart[] = []
  private readonly hash = sha256.create()
  private readonly written = new Set<string>()

  constructor(private readonly saver: Saver) {
    this.line({ format: 'hengjian-queue', version: 1, savedAt: saver.now.toISOString(), author: saver.author })
  }

  /** A record behind its photos, so that whoever reads has them when it comes. */
  async add(record: FieldRecord): Promise<void> {
    for (const name of photosOf(record)) {
      if (this.written.has(name)) continue
      const photo = await this.saver.store.photo(record.id, name)
      if (!photo) continue // the record is saved all the same; the server says what it lacks
      this.written.add(name)
      this.line({ photo: { sha256: name, size: photo.bytes.byteLength } })
      this.put(new Uint8Array(photo.bytes))
      this.put(newline)
    }
    const of = answered(record)
    const title = this.saver.title(record).slice(0, 200)
    this.line({ record: { id: record.id, kind: record.kind, ...(of ? { of } : {}), title, body: bodyOf(record) } })
    this.records += 1
  }

  end(): Blob {
    const sum = this.hash.digest()
    const { key } = this.saver
    const seal = key && { key: key.name, mac: bytesToHex(hmac(sha256, hexToBytes(key.secret), sum)) }
    this.parts.push(`${JSON.stringify({ end: { sha256: bytesToHex(sum), ...(seal ? { seal } : {}) } })}\n`)
    return new Blob(this.parts, { type: 'application/octet-stream' })
  }

  private line(value: object): void {
    this.put(new TextEncoder().encode(`${JSON.stringify(value)}\n`))
  }

  private put(bytes: Uint8Array<ArrayBuffer>): void {
    this.hash.update(bytes)
    this.parts.push(bytes)
    this.bytes += bytes.byteLength
  }
}

const newline = new Uint8Array([10])

/** Hands the files to the person: the browser keeps them where downloads go. */
export function download(files: Blob[], now: Date): void {
  const at = now.toISOString().slice(0, 16).replace(/[-:]/g, '').replace('T', '-')
  files.forEach((file, i) => {
    const link = document.createElement('a')
    link.href = URL.createObjectURL(file)
    link.download = `hengjian-${at}${files.length > 1 ? `-${i + 1}` : ''}.hjq`
    link.click()
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
  })
}
