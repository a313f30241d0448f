// One IndexedDB database per phone: records (drafts and the queue), their photos, and what was last
// heard from the server. Writes ask for strict durability: a tap that was shown as saved survives
// the battery.

import { openDB, type DBSchema, type IDBPDatabase } from 'idb'
import type { FieldRecord } from '../domain/record'

export interface StoredPhoto {
  recordId: string
  sha256: string
  bytes: ArrayBuffer
  type: string
  width: number
  height: number
  takenAt: string
  /** The server has acknowledged this hash. */
  uploaded: boolean
}

export interface CachedValue {
  key: string
  value: unknown
  savedAt: string
}

interface Schema extends DBSchema {
  records: { key: string; value: FieldRecord; indexes: { byUser: string } }
  photos: { key: [string, string]; value: StoredPhoto; indexes: { byRecord: string } }
  cache: { key: string; value: CachedValue }
}

export type Database = IDBPDatabase<Schema>

export function openDatabase(name = 'hengjian-field'): Promise<Database> {
  return openDB<Schema>(name, 1, {
    upgrade(db) {
      db.createObjectStore('records', { keyPath: 'id' }).createIndex('byUser', 'userId')
      db.createObjectStore('photos', { keyPath: ['recordId', 'sha256'] }).createIndex('byRecord', 'recordId')
      db.createObjectStore('cache', { keyPath: 'key' })
    },
    // a newer version of the app in another tab must not be held up by this one
    blocking(_current, _blocked, event) {
      ;(event.target as IDBDatabase | null)?.close()
    },
  })
}

let opened: Promise<Database> | undefined

export function database(): Promise<Database> {
  opened ??= openDatabase()
  return opened
}

export const strict = { durability: 'strict' } as const

/** IndexedDB cannot store Vue's proxies; records are plain JSON, so a JSON copy is exact. */
export function plain<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T
}
