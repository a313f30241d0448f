import { describe, expect, it } from 'vitest'
import { cardParts, textOf, type Column } from './table'

const t = (key: string) => key
const column = (key: string, more: Partial<Column<Record<string, unknown>>> = {}): Column<Record<string, unknown>> => ({ key, title: key, ...more })
const keys = (columns: { key: string }[]) => columns.map((c) => c.key)

describe('a row as a card', () => {
  it('is named by the column that opens it, else by the first with a head', () => {
    expect(cardParts([column('day'), column('name', { link: true })]).name?.key).toBe('name')
    expect(cardParts([column('day'), column('name')]).name?.key).toBe('day')
    expect(cardParts([column('select', { title: '' }), column('name')]).name?.key).toBe('name')
  })
  it('has a tick before its name and acts at its end, and says all else once', () => {
    const parts = cardParts([column('select', { title: '' }), column('name'), column('day'), column('act', { title: '' })])
    expect(keys(parts.ticks)).toEqual(['select'])
    expect(keys(parts.acts)).toEqual(['act'])
    expect(keys(parts.rest)).toEqual(['day'])
  })
})

describe('a cell', () => {
  it('is written by its kind', () => {
    expect(textOf({ a: '1234.5' }, column('a', { kind: 'money' }), t)).toBe('1,234.50')
    expect(textOf({ a: -523 }, column('a', { kind: 'percent' }), t)).toBe('−5.2%')
    expect(textOf({ a: 3 }, column('b', { value: (row) => row.a }), t)).toBe('3')
  })
  it('says by a dash that there is nothing', () => {
    for (const nothing of [undefined, null, '']) expect(textOf({ a: nothing }, column('a'), t)).toBe('—')
    expect(textOf({}, column('a', { kind: 'money' }), t)).toBe('—')
  })
})
