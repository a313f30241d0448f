// The phone's own state, opened once: store, cache, queue, and the list of records the screens show.

import { computed, shallowRef } from 'vue'
import { transport } from './api/field'
import type { FieldRecord, InspectionRecord } from './domain/record'
import { net } from './net'
import { holdingSendLock } from './send/lock'
import { Outbox } from './send/outbox'
import { user } from './session/session'
import { Cache } from './store/cache'
import { database } from './store/database'
import { RecordStore } from './store/records'

export interface Kit {
  store: RecordStore
  cache: Cache
  outbox: Outbox
}

const list = shallowRef<FieldRecord[]>([])

export const records = computed(() => list.value.filter((record) => record.userId === user.value?.id))
export const unsent = computed(() => records.value.filter((r) => r.state !== 'draft' && r.state !== 'received'))

function changed(record: FieldRecord): void {
  const others = list.value.filter((known) => known.id !== record.id)
  list.value = [...others, record].sort((a, b) => a.createdAt.localeCompare(b.createdAt))
}

export function forget(id: string): void {
  list.value = list.value.filter((record) => record.id !== id)
}

async function open(): Promise<Kit> {
  const db = await database()
  const store = new RecordStore(db)
  const outbox = new Outbox({ store, transport, changed, userId: () => user.value?.id })
  return { store, cache: new Cache(db), outbox }
}

let opened: Promise<Kit> | undefined

export function kit(): Promise<Kit> {
  opened ??= open()
  return opened
}

export async function reload(): Promise<void> {
  const id = user.value?.id
  list.value = id ? await (await kit()).store.list(id) : []
}

/** Once a start or sign-in: pick up what an earlier run left, then send what waits. */
export async function resume(): Promise<void> {
  const id = user.value?.id
  if (!id) return
  const { store, outbox } = await kit()
  await reload() // first: another tab may hold the lock for as long as a slow upload takes
  await holdingSendLock(() => store.tidy(id))
  await reload()
  await outbox.flush()
}

export function sendOnReturn(): void {
  const flush = () => void kit().then(({ outbox }) => outbox.flush())
  net.onReturn(flush)
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') void reload().then(flush)
  })
}

/** Adds a new draft, or answers the one already begun for the same place and checklist. */
export async function begin(draft: InspectionRecord): Promise<InspectionRecord> {
  const same = records.value.find(
    (r): r is InspectionRecord =>
      r.kind === 'inspection' &&
      r.state === 'draft' &&
      r.version.id === draft.version.id &&
      r.place.checkpointId === draft.place.checkpointId,
  )
  if (same) {
    if (!draft.place.code || same.place.code) return same
    const scanned = await (await kit()).store.edit<InspectionRecord>(same.id, (r) => ({ ...r, place: draft.place }))
    if (scanned) changed(scanned)
    return scanned ?? same
  }
  await keep(draft)
  return draft
}

export async function keep(record: FieldRecord): Promise<void> {
  // from now on there is something to lose: ask the phone not to clear it when space runs short
  void navigator.storage?.persist?.()
  await (await kit()).store.add(record)
  changed(record)
}

/** Changes a draft on the disk and on the screen. */
export async function edit<T extends FieldRecord>(id: string, change: (draft: T) => T): Promise<T | undefined> {
  const after = await (await kit()).store.edit<T>(id, change)
  if (after) changed(after)
  return after
}

export async function discard(id: string): Promise<void> {
  if (await (await kit()).store.remove(id)) forget(id)
}
