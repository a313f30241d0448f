import { describe, expect, it } from 'vitest'
import en from './en'
import zh from './zh-CN'

function keys(tree: object, prefix = ''): string[] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [prefix + key] : keys(value as object, `${prefix}${key}.`),
  )
}

const sources = import.meta.glob<string>(['../**/*.vue', '../**/*.ts', '!../**/*.test.ts', '!./**'], {
  query: '?raw',
  import: 'default',
  eager: true,
})

describe('the phone app speaks', () => {
  it('both languages with the same keys', () => {
    expect(keys(en).sort()).toEqual(keys(zh).sort())
  })

  it('no key that does not exist', () => {
    const known = new Set(keys(zh))
    const said = Object.values(sources).flatMap((text) => [...text.matchAll(/\bt\('([\w.]+)'/g)].map((found) => found[1]!))
    expect(said.filter((key) => !known.has(key) && !key.endsWith('.'))).toEqual([])
  })

  it('for every reason a record may wait', () => {
    expect(Object.keys(zh.record.hold).sort()).toEqual(['none', 'offline', 'password', 'server', 'signIn'])
  })
})
