import { describe, expect, it } from 'vitest'
import { actorName, fieldName, isReference, targetName, valueText } from './audit'

const id = '01M80DT3W7T9JWZ36SPY08GX6Q'
const entry = { targetId: id }
const t = (key: string) => ({ 'common.yes': '是', 'common.no': '否', 'common.comma': '、' })[key] ?? key

describe('what an audit entry is about', () => {
  it('is called what it is called now, even if it was recorded under another name', () => {
    expect(targetName({ ...entry, targetName: '恒洁物业', after: { name: '旧名' } })).toBe('恒洁物业')
  })
  it('is named by what was recorded once it is gone, the newer first', () => {
    expect(targetName({ ...entry, before: { name: '旧名' }, after: { name: '新名' } })).toBe('新名')
    expect(targetName({ ...entry, before: { name: '旧名' } })).toBe('旧名')
    expect(targetName({ ...entry, after: { Number: 'CB-251203-96CXW3' } })).toBe('CB-251203-96CXW3')
  })
  it('is a record by its number before its name', () => {
    expect(targetName({ ...entry, after: { number: 'JC-261122-TTM57H', name: 'x' } })).toBe('JC-261122-TTM57H')
  })
  it('is a day by itself, a word for what is no record, and the end of an identifier where nothing names it', () => {
    expect(targetName({ targetId: '2026-11-22', after: { tasks: 5 } })).toBe('2026-11-22')
    expect(targetName({ targetId: 'expired' }, { expired: '到期部分' })).toBe('到期部分')
    expect(targetName({ ...entry, after: { state: 'open' } })).toBe('PY08GX6Q')
    expect(targetName({ targetId: '' })).toBe('')
  })
})

describe('who did it', () => {
  const words = { 'audit.purge': '后台作业：日志清理' }
  it('is a person by name and a job by what it does', () => {
    expect(actorName({ actorId: id, actorName: '王科长' }, words)).toBe('王科长')
    expect(actorName({ actorId: 'system', actorName: 'audit.purge' }, words)).toBe('后台作业：日志清理')
  })
  it('is never a job because somebody calls himself like one', () => {
    expect(actorName({ actorId: id, actorName: 'audit.purge' }, words)).toBe('audit.purge')
    expect(actorName({ actorId: '', actorName: '' }, words)).toBe('—')
  })
})

describe('what was recorded', () => {
  it('shows instants in the agency’s zone', () => {
    expect(valueText('2025-11-22T08:09:46Z', t)).toBe('2025-11-22 16:09')
    expect(valueText('2025-11-22', t)).toBe('2025-11-22')
  })
  it('writes lists and answers as words, and what has no words as it is', () => {
    expect(valueText(['manager', 'desk'], t)).toBe('manager、desk')
    expect(valueText(false, t)).toBe('否')
    expect([valueText(undefined, t), valueText(null, t), valueText('', t), valueText([], t)]).toEqual(['—', '—', '—', '—'])
    expect(valueText({ n: 1 }, t)).toBe('{"n":1}')
  })
  it('keeps identifiers apart from words', () => {
    expect(['id', 'ID', 'SupplierID', 'siteIds'].every(isReference)).toBe(true)
    expect(['paid', 'number', 'idle'].some(isReference)).toBe(false)
  })
  it('names a field by its word, large first letter or not', () => {
    expect(fieldName('Number', { number: '编号' })).toBe('编号')
    expect(fieldName('seed', { number: '编号' })).toBe('seed')
  })
})
