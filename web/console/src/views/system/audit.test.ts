import { describe, expect, it } from 'vitest'
import { targetName } from './audit'

const id = '01M80DT3W7T9JWZ36SPY08GX6Q'
const entry = { target: 'supplier', targetId: id, actorId: '01M80DT3ZRRVZ80H598G3A9M78', actorName: '王科长' }

describe('what an audit entry is about', () => {
  it('is named by what was recorded, the newer first', () => {
    expect(targetName({ ...entry, before: { name: '旧名' }, after: { name: '新名' } })).toBe('新名')
    expect(targetName({ ...entry, before: { name: '旧名' } })).toBe('旧名')
  })
  it('is a record by its number before its name', () => {
    expect(targetName({ ...entry, target: 'inspection', after: { number: 'JC-261122-TTM57H', name: 'x' } })).toBe('JC-261122-TTM57H')
  })
  it('is the person who signed in', () => {
    expect(targetName({ ...entry, target: 'user', targetId: entry.actorId, after: { device: 'x' } })).toBe('王科长')
  })
  it('is a day by itself, and the end of an identifier where nothing names it', () => {
    expect(targetName({ ...entry, target: 'task_day', targetId: '2026-11-22', after: { tasks: 5 } })).toBe('2026-11-22')
    expect(targetName({ ...entry, after: { state: 'open' } })).toBe('PY08GX6Q')
    expect(targetName({ ...entry, targetId: '' })).toBe('')
  })
})
