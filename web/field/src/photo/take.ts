import { longestSide } from '../settings'
import type { RecordStore } from '../store/records'
import { sha256 } from './hash'
import { scale, type Shot } from './scale'
import type { Mark } from './watermark'

/** Scales, marks, hashes and stores a photo before it is shown as taken; returns its hash. */
export async function keepPhoto(store: RecordStore, recordId: string, shot: Shot, mark: Mark): Promise<string> {
  const { blob, width, height } = await scale(shot, longestSide.value, mark)
  const bytes = await blob.arrayBuffer()
  const hash = await sha256(bytes)
  await store.addPhoto({
    recordId,
    sha256: hash,
    bytes,
    type: 'image/jpeg',
    width,
    height,
    takenAt: new Date().toISOString(),
    uploaded: false,
  })
  return hash
}
