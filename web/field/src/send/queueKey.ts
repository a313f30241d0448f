// The key with which this phone seals queue files. Fetched while there is signal, because the file
// is needed when there is none.

import { server } from '../api/field'
import { kit } from '../kit'
import { user } from '../session/session'
import type { QueueKey } from './queueFile'

const place = (userId: string) => `queueKey:${userId}`
/** A phone may be away for a month and its file may lie about for some days. */
const renewBefore = 60 * 24 * 3600 * 1000

export async function queueKey(): Promise<QueueKey | undefined> {
  const id = user.value?.id
  if (!id) return undefined
  return (await (await kit()).cache.get<QueueKey>(place(id)))?.value
}

export async function learnQueueKey(): Promise<void> {
  const id = user.value?.id
  if (!id) return
  const kept = await queueKey()
  if (kept && Date.parse(kept.until) - Date.now() > renewBefore) return
  try {
    const key = await server.queueKey()
    if (user.value?.id === id) await (await kit()).cache.put(place(id), key)
  } catch {
    // the next start asks again; without a key the author can still bring the file
  }
}
