// The fallback reader and its WebAssembly, both from our own origin. The file must be of exactly
// the zxing-wasm version that barcode-detector depends on, which is why it is imported from there.

import { BarcodeDetector, prepareZXingModule } from 'barcode-detector/ponyfill'
import wasm from 'zxing-wasm/reader/zxing_reader.wasm?url'

export function libraryDetector(): BarcodeDetector {
  prepareZXingModule({
    overrides: { locateFile: (path: string, folder: string) => (path.endsWith('.wasm') ? wasm : folder + path) },
  })
  return new BarcodeDetector({ formats: ['qr_code'] })
}
