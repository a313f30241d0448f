// The camera's stream and the loop that looks at it. Stops by itself when told; never holds the
// camera while the page is hidden.

import type { Detector } from './detector'

const pause = 120 // ms between two looks: quick to the eye, cool for the phone

export class NoCamera extends Error {
  override name = 'NoCamera'
  constructor(readonly reason: 'denied' | 'absent') {
    super(reason)
  }
}

/** Opens the camera at the back. Reading a code needs few pixels, keeping a photo many. */
export async function openCamera(size = { width: 1280, height: 720 }): Promise<MediaStream> {
  // absent on plain http from another host
  if (!navigator.mediaDevices?.getUserMedia) throw new NoCamera('absent')
  try {
    return await navigator.mediaDevices.getUserMedia({
      audio: false,
      video: { facingMode: { ideal: 'environment' }, width: { ideal: size.width }, height: { ideal: size.height } },
    })
  } catch (failure) {
    throw new NoCamera(failure instanceof DOMException && failure.name === 'NotAllowedError' ? 'denied' : 'absent')
  }
}

/** Looks until something is found or the signal says stop. */
export async function watch(video: HTMLVideoElement, detector: Detector, signal: AbortSignal): Promise<string | undefined> {
  while (!signal.aborted) {
    if (video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA && !document.hidden) {
      const found = await detector.read(video)
      if (found && !signal.aborted) return found
    }
    await new Promise((done) => setTimeout(done, pause))
  }
  return undefined
}

type Torch = MediaTrackCapabilities & { torch?: boolean }

export function hasTorch(stream: MediaStream): boolean {
  const track = stream.getVideoTracks()[0]
  return Boolean((track?.getCapabilities?.() as Torch | undefined)?.torch)
}

export async function setTorch(stream: MediaStream, on: boolean): Promise<void> {
  await stream.getVideoTracks()[0]?.applyConstraints({ advanced: [{ torch: on } as MediaTrackConstraintSet] })
}

export function closeCamera(stream: MediaStream | undefined): void {
  for (const track of stream?.getTracks() ?? []) track.stop()
}
