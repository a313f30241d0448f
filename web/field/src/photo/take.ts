import type { RecordStore } from '../store/records'
import { sha256 } from './hash'
import { scale } from './scale'

/** Scales, hashes and stores a photo before it is shown as taken; returns its hash. */
export async function keepPhoto(store: RecordStore, recordId: string, file: Blob): Promise<string> {
  const { blob, width, height } = await scale(file)
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
