// First load of the phone app: all script that a phone fetches before Today can be used. Fails the
// build when it is over the limit, so that weight is noticed on the day it is added.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

export const limitKB = 120
// what start-up always fetches besides the entry, which has the first screen: the words
const alwaysLoaded = ['src/i18n/zh-CN.ts']

/** The files of the first load with their gzip sizes, from Vite's own manifest. */
export function firstLoad(dist) {
  const manifest = JSON.parse(readFileSync(join(dist, '.vite/manifest.json'), 'utf8'))
  const files = new Set()
  const seen = new Set()
  const visit = (key) => {
    if (seen.has(key)) return
    seen.add(key)
    const chunk = manifest[key]
    if (!chunk) throw new Error(`${key} is not in the build: correct the list in check-weight.mjs`)
    files.add(chunk.file)
    for (const next of chunk.imports ?? []) visit(next)
  }
  visit('index.html')
  alwaysLoaded.forEach(visit)
  return [...files]
    .filter((file) => file.endsWith('.js'))
    .map((file) => ({ file, bytes: gzipSync(readFileSync(join(dist, file)), { level: 9 }).length }))
}

export function check(dist) {
  const files = firstLoad(dist)
  const kB = files.reduce((sum, { bytes }) => sum + bytes, 0) / 1000
  console.log(`field first load ${kB.toFixed(1)} kB gzip of script in ${files.length} files (limit ${limitKB} kB)`)
  if (kB > limitKB) {
    const largest = files.sort((a, b) => b.bytes - a.bytes).map(({ file, bytes }) => `  ${(bytes / 1000).toFixed(1)} kB ${file}`)
    throw new Error(`the field app's first load is over its limit:\n${largest.join('\n')}`)
  }
  return kB
}

export function weightCheck(dist) {
  return {
    name: 'field-weight',
    apply: 'build',
    closeBundle: {
      order: 'post',
      sequential: true,
      handler() {
        check(dist)
      },
    },
  }
}
