import { describe, expect, it } from 'vitest'
import { doubtText, spanText } from './doubt'
import zh from './i18n/zh-CN/vocab'

const t = (key: string, values: Record<string, unknown> = {}) => {
  const text = key.split('.').slice(1).reduce<unknown>((tree, part) => (tree as Record<string, unknown>)[part], zh) as string
  return text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name]))
}

describe('a doubt in words', () => {
  it('names its figures', () => {
    expect(doubtText('outside_fence', { distanceM: 312, radiusM: 100, accuracyM: 18 }, t)).toBe('距点位 312 m，允许 100 m，定位精度 ±18 m')
    expect(doubtText('outside_fence', { distanceM: 388_937, radiusM: 250, accuracyM: 25 }, t)).toBe('距点位 389 km，允许 250 m，定位精度 ±25 m')
    expect(doubtText('clock_far', { offsetSeconds: -2820, limitSeconds: 600 }, t)).toBe('手机时间与服务器相差 47 分钟，允许 10 分钟')
    expect(doubtText('missing_position', { because: 'no_consent' }, t)).toBe('本人未同意提供定位，没有保存位置')
  })

  it('leaves no value open, whatever the kind', () => {
    for (const kind of Object.keys(zh.doubtKind)) expect(doubtText(kind, { photos: 1, bits: 2, limitBits: 14, labelVersion: 1, currentVersion: 2 }, t)).not.toMatch(/undefined|\{/)
  })

  it('says a time in its unit', () => {
    expect([40, 300, 7200, 200_000].map((s) => spanText(s, t))).toEqual(['40 秒', '5 分钟', '2 小时', '2 天'])
  })
})
