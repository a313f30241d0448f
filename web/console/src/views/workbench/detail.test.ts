import { describe, expect, it } from 'vitest'
import type { AttentionItem } from '@console/api/types'
import { detailOf } from './detail'

const words: Record<string, string> = { 'vocab.grade.excellent': '优秀', 'vocab.grade.good': '良好', 'common.yuan': '元', 'common.tomorrow': '明天' }
const say = (item: Partial<AttentionItem>) => detailOf({ id: '1', label: 'x', to: '/', ...item }, (key) => words[key] ?? key, '2026-11-21')

describe('the detail of a thing that waits', () => {
  it('writes money with thousands and the rate beside it', () => {
    expect(say({ supplierName: '安和物业', overBy: '9772.56', overBp: 1204 })).toBe('安和物业 · +9,772.56 元 · +12.0%')
  })
  it('names the grades of a fall, and a grade that stayed only once', () => {
    const fall = { previousPoints: '93.25', points: '84.60', previousGrade: 'excellent', month: '2026-10' }
    expect(say({ ...fall, grade: 'good' })).toBe('93.25 → 84.60 · 优秀 → 良好 · 2026-10')
    expect(say({ ...fall, grade: 'excellent' })).toBe('93.25 → 84.60 · 优秀 · 2026-10')
  })
  it('says how near a day is', () => {
    expect(say({ day: '2026-11-22' })).toBe('2026-11-22 · 明天')
  })
  it('shows a grade of an agency as that agency writes it', () => {
    expect(say({ grade: '甲等' })).toBe('甲等')
  })
  it('is empty where nothing is known', () => {
    expect(say({})).toBe('')
  })
})
