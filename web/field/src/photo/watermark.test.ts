import { describe, expect, it } from 'vitest'
import { planMark } from './watermark'

// a Chinese letter is as wide as the type, any other half of that
const measure = (text: string, size: number) => [...text].reduce((sum, letter) => sum + (letter > '⺀' ? size : size / 2), 0)
const mark = { when: '2026-11-21 12:00', where: '主楼三层卫生间 DW-7K3F9Q', who: '王小明' }

describe('the words in a photo', () => {
  it.each([
    [1600, 1200],
    [1200, 1600],
    [960, 540],
    [320, 240],
  ])('name time, person and place inside %i × %i and cover less than a fifth of it', (width, height) => {
    const plan = planMark(mark, width, height, measure)
    const text = plan.lines.map((line) => line.text).join(' ')
    for (const part of Object.values(mark)) expect(text).toContain(part)
    for (const line of plan.lines) {
      expect(measure(line.text, plan.size)).toBeLessThanOrEqual(width - 2 * plan.margin)
      expect(line.y).toBeLessThan(height)
      expect(line.y - plan.size).toBeGreaterThanOrEqual(plan.bandTop - plan.size / 2)
    }
    expect((height - plan.bandTop) / height).toBeLessThan(0.2)
  })

  it('cut a place that is too long, never the time', () => {
    const plan = planMark({ ...mark, where: '主楼三层东侧走廊尽头男卫生间'.repeat(9) }, 640, 480, measure)
    expect(plan.lines.at(-1)!.text).toMatch(/…$/)
    expect(plan.lines[0]!.text).toContain(mark.when)
  })
})
