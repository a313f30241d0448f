// Photos are made small on the phone: a basement's uplink carries 300 kB, not 8 MB.

import { drawMark, type Mark } from './watermark'

/** Until the server has said what the agency wants. */
export const longestSide = 1600
export const quality = 0.85

export interface Size {
  width: number
  height: number
}

/** The size a photo is drawn at: never larger than it is, never distorted, never zero. */
export function fit(size: Size, longest = longestSide): Size {
  const { width, height } = size
  if (!(width > 0) || !(height > 0)) throw new RangeError('a photo has a width and a height')
  const ratio = Math.min(1, longest / Math.max(width, height))
  return {
    width: Math.max(1, Math.round(width * ratio)),
    height: Math.max(1, Math.round(height * ratio)),
  }
}

export class NotAPhoto extends Error {
  override name = 'NotAPhoto'
}

/** A picture to be kept: a file, or the viewfinder as it is at this moment. */
export type Shot = Blob | HTMLVideoElement

async function open(shot: Shot): Promise<ImageBitmap> {
  try {
    return await (shot instanceof Blob ? createImageBitmap(shot, { imageOrientation: 'from-image' }) : createImageBitmap(shot))
  } catch (cause) {
    throw new NotAPhoto('the phone cannot read this file as a photo', { cause })
  }
}

/**
 * Redraws upright (EXIF turned) as JPEG with its mark, which also leaves position and camera data
 * behind.
 */
export async function scale(shot: Shot, longest: number, mark: Mark): Promise<{ blob: Blob } & Size> {
  const picture = await open(shot)
  try {
    const size = fit(picture, longest)
    const canvas = document.createElement('canvas')
    canvas.width = size.width
    canvas.height = size.height
    const pen = canvas.getContext('2d', { alpha: false })
    if (!pen) throw new NotAPhoto('this browser cannot draw')
    pen.fillStyle = '#fff' // a transparent PNG would turn black
    pen.fillRect(0, 0, size.width, size.height)
    pen.imageSmoothingQuality = 'high'
    pen.drawImage(picture, 0, 0, size.width, size.height)
    drawMark(pen, mark, size.width, size.height)
    const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/jpeg', quality))
    if (!blob) throw new NotAPhoto('the photo could not be written')
    return { blob, ...size }
  } finally {
    picture.close()
  }
}
