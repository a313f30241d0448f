import { describe, expect, it } from 'vitest'
import { areaOf, type Messages } from './index'

type File = { default: Messages }

function flatten(messages: Messages, prefix: string, out: Map<string, string>): void {
  for (const [key, value] of Object.entries(messages)) {
    if (typeof value === 'string') out.set(`${prefix}.${key}`, value)
    else flatten(value, `${prefix}.${key}`, out)
  }
}

function tree(files: Record<string, File>): Map<string, string> {
  const out = new Map<string, string>()
  for (const [path, file] of Object.entries(files)) flatten(file.default, areaOf(path), out)
  return out
}

const apps: Record<string, [Record<string, File>, Record<string, File>]> = {
  shared: [
    import.meta.glob<File>('./zh-CN/*.ts', { eager: true }),
    import.meta.glob<File>('./en/*.ts', { eager: true }),
  ],
  console: [
    import.meta.glob<File>('../../console/src/i18n/zh-CN/*.ts', { eager: true }),
    import.meta.glob<File>('../../console/src/i18n/en/*.ts', { eager: true }),
  ],
  field: [
    import.meta.glob<File>('../../field/src/i18n/zh-CN/*.ts', { eager: true }),
    import.meta.glob<File>('../../field/src/i18n/en/*.ts', { eager: true }),
  ],
}

describe.each(Object.keys(apps))('texts of %s', (app) => {
  const [zhFiles, enFiles] = apps[app]!
  const zh = tree(zhFiles)
  const en = tree(enFiles)

  it('have the same keys in both languages', () => {
    expect([...en.keys()].sort()).toEqual([...zh.keys()].sort())
  })

  it('are never empty', () => {
    const empty = [...zh, ...en].filter(([, text]) => text.trim() === '').map(([key]) => key)
    expect(empty).toEqual([])
  })

  it('name the same values in both languages', () => {
    const names = (text: string) => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort().join()
    const differing = [...zh].filter(([key, text]) => en.has(key) && names(text) !== names(en.get(key)!)).map(([key]) => key)
    expect(differing).toEqual([])
  })

  it('have full-width punctuation where they are Chinese', () => {
    const half = [...zh].filter(([, text]) => /[\u4e00-\u9fff}] ?[,;:?!()]|[,;:?!()] ?[\u4e00-\u9fff{]/.test(text)).map(([key, text]) => `${key}: ${text}`)
    expect(half).toEqual([])
  })

  it('are English in the English files', () => {
    const chinese = [...en].filter(([, text]) => /[\u4e00-\u9fff]/.test(text)).map(([key]) => key)
    expect(chinese).toEqual([])
  })
})
