import { describe, expect, it } from 'vitest'
import { sourceName, standardFull, standardName, standardNumber } from './standard'

describe('what people call a document', () => {
  it('is its number, and its title where the number only points into the catalogue', () => {
    expect(standardName({ standardNo: 'GB/T 1', standardTitle: '术语' })).toBe('GB/T 1')
    expect(standardName({ standardNo: '来源 S23', standardTitle: '保洁服务考核' })).toBe('保洁服务考核')
    expect(standardName({ standardNo: '来源 S23' })).toBe('来源 S23')
    expect(standardFull({ standardNo: 'GB/T 1', title: '术语' })).toBe('GB/T 1 术语')
    expect(standardFull({ standardNo: '来源 S23', title: '保洁服务考核' })).toBe('保洁服务考核')
  })
  it('has no number where the catalogue only numbered it for itself', () => {
    expect(standardNumber({ standardNo: 'GB/T 1' })).toBe('GB/T 1')
    expect(standardNumber({ standardNo: '来源 S23' })).toBe('')
  })
  it('names a source by title, with its number or else its issuer', () => {
    expect(sourceName({ title: '管理标准', documentNo: '川机管发〔2015〕53号', issuer: '省局' })).toBe('管理标准 · 川机管发〔2015〕53号')
    expect(sourceName({ title: '考核办法', documentNo: '', issuer: '采购人' })).toBe('考核办法 · 采购人')
    expect(sourceName(undefined, 'S68')).toBe('S68')
    expect(sourceName(undefined)).toBe('')
  })
})
