// Drafts and queue. Every function that changes a record reads it again inside the transaction, so
// that two taps, two tabs or a tap during sending cannot overwrite each other.

import { move, type FieldRecord, type Hold, type RecordState } from '../domain/record'
import { plain, strict, type Database, type StoredPhoto } from './database'

const keepReceivedFor = 30 * 24 * 3600 * 1000
const untouchedFor = 3600 * 1000

export class RecordStore {
  constructor(
    private readonly db: Database,
    private readonly now: () => Date = () => new Date(),
  ) {}

  async get(id: string): Promise<FieldRecord | undefined> {
    return this.db.get('records', id)
  }

  async list(userId: string): Promise<FieldRecord[]> {
    const found = await this.db.getAllFromIndex('records', 'byUser', userId)
    return found.sort((a, b) => a.createdAt.localeCompare(b.createdAt))
  }

  async add(record: FieldRecord): Promise<void> {
    const tx = this.db.transaction('records', 'readwrite', strict)
    await Promise.all([tx.store.add(plain(record)), tx.done])
  }

  /** Applies a change to a draft; a record that is no longer a draft is returned unchanged. */
  async edit<T extends FieldRecord>(id: string, change: (draft: T) => T): Promise<T | undefined> {
    return this.update<T>(id, (record) => (record.state === 'draft' ? change(record) : record))
  }

  /** Moves the record if it is in one of the states expected; otherwise answers undefined. */
  async transition<T extends FieldRecord>(
    id: string,
    from: RecordState[],
    to: RecordState,
    change: (record: T) => T = (record) => record,
  ): Promise<T | undefined> {
    let moved = false
    const after = await this.update<T>(id, (record) => {
      if (!from.includes(record.state)) return record
      moved = true
      return move(change(record), to)
    })
    return moved ? after : undefined
  }

  /** Notes why a waiting record has not gone yet. */
  async hold(id: string, hold: Hold | undefined): Promise<FieldRecord | undefined> {
    return this.update<FieldRecord>(id, (record) => (record.state === 'waiting' ? { ...record, hold } : record))
  }

  private async update<T extends FieldRecord>(id: string, change: (record: T) => T): Promise<T | undefined> {
    const tx = this.db.transaction('records', 'readwrite', strict)
    const before = (await tx.store.get(id)) as T | undefined
    if (!before) {
      await tx.done
      return undefined
    }
    const after = change(before)
    if (after !== before) await tx.store.put(plain({ ...after, updatedAt: this.now().toISOString() }))
    await tx.done
    return after
  }

  /** Removes a record with its photos; what is on its way to the server cannot be removed. */
  async remove(id: string): Promise<boolean> {
    const tx = this.db.transaction(['records', 'photos'], 'readwrite', strict)
    const record = await tx.objectStore('records').get(id)
    const may = record !== undefined && record.state !== 'sending'
    if (may) {
      await tx.objectStore('records').delete(id)
      for (const key of await tx.objectStore('photos').index('byRecord').getAllKeys(id)) {
        await tx.objectStore('photos').delete(key)
      }
    }
    await tx.done
    return may
  }

  /**
   * At start: a record that was being sent when the phone died waits again (its key makes that
   * safe), a check that was opened and left without one answer goes, an old receipt goes. Call it
   * holding the send lock, or another tab's record in flight would be taken for a dead one.
   */
  async tidy(userId: string): Promise<void> {
    for (const record of await this.list(userId)) {
      const age = this.now().getTime() - Date.parse(record.updatedAt)
      if (record.state === 'sending') await this.transition(record.id, ['sending'], 'waiting')
      else if (record.state === 'draft' && isUntouched(record) && age > untouchedFor) await this.remove(record.id)
      else if (record.state === 'received' && age > keepReceivedFor) await this.remove(record.id)
    }
  }

  async addPhoto(photo: StoredPhoto): Promise<void> {
    const tx = this.db.transaction('photos', 'readwrite', strict)
    await Promise.all([tx.store.put(photo), tx.done])
  }

  async photo(recordId: string, sha256: string): Promise<StoredPhoto | undefined> {
    return this.db.get('photos', [recordId, sha256])
  }

  async markUploaded(recordId: string, sha256: string, uploaded: boolean): Promise<void> {
    const tx = this.db.transaction('photos', 'readwrite', strict)
    const photo = await tx.store.get([recordId, sha256])
    if (photo) await tx.store.put({ ...photo, uploaded })
    await tx.done
  }

  async removePhoto(recordId: string, sha256: string): Promise<void> {
    await this.db.delete('photos', [recordId, sha256])
  }

  /** The server has the record and every photo of it: only now may the phone let them go. */
  async dropPhotos(recordId: string): Promise<void> {
    const tx = this.db.transaction('photos', 'readwrite', strict)
    for (const key of await tx.store.index('byRecord').getAllKeys(recordId)) await tx.store.delete(key)
    await tx.done
  }
}

export function isUntouched(record: FieldRecord): boolean {
  switch (record.kind) {
    case 'inspection':
      return Object.keys(record.answers).length === 0 && !record.photos?.length
    case 'rectification':
      return !record.cause && !record.action && record.photos.length === 0
    case 'labelReport':
      return !record.what && !record.note && record.photos.length === 0
    case 'reinspection':
      return !record.result && !record.note && record.photos.length === 0
  }
}
