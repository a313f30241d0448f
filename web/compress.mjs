// After both builds: what compresses well is kept compressed only, so that the program carries and
// sends it as it is. What is compressed already, and what only the build needs, is not touched or goes.

import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { gzipSync } from 'node:zlib'

const dist = new URL('./dist/', import.meta.url).pathname
const kinds = new Set(['.html', '.js', '.mjs', '.css', '.json', '.svg', '.wasm', '.webmanifest'])

for (const app of ['console', 'field']) {
  rmSync(join(dist, app, '.vite'), { recursive: true, force: true }) // the build's own manifest
  for (const entry of readdirSync(join(dist, app), { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !kinds.has(extname(entry.name))) continue
    const path = join(entry.parentPath, entry.name)
    writeFileSync(`${path}.gz`, gzipSync(readFileSync(path), { level: 9 }))
    rmSync(path)
  }
}
