// Reads QR codes: the phone's own BarcodeDetector where it works, else a library fetched on demand.

export interface Detector {
  /** The text of the first code in the picture, or undefined. */
  read(picture: ImageBitmapSource): Promise<string | undefined>
}

interface Shape {
  detect(picture: ImageBitmapSource): Promise<{ rawValue: string }[]>
}

interface NativeClass {
  new (options: { formats: string[] }): Shape
  getSupportedFormats(): Promise<string[]>
}

async function native(): Promise<Shape | undefined> {
  const Native = (globalThis as { BarcodeDetector?: NativeClass }).BarcodeDetector
  if (!Native) return undefined
  try {
    const formats = await Native.getSupportedFormats()
    return formats.includes('qr_code') ? new Native({ formats: ['qr_code'] }) : undefined
  } catch {
    return undefined
  }
}

const library = async (): Promise<Shape> => (await import('./library')).libraryDetector()

export async function makeDetector(): Promise<Detector> {
  const own = await native()
  let shape = own ?? (await library())
  let trusted = own === undefined
  return {
    async read(picture) {
      try {
        return (await shape.detect(picture))[0]?.rawValue
      } catch (failure) {
        // phones without the vendor's services have the class and fail on every picture
        if (trusted) throw failure
        trusted = true
        shape = await library()
        return (await shape.detect(picture))[0]?.rawValue
      }
    },
  }
}
