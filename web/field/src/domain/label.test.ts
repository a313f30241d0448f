import { describe, expect, it } from 'vitest'
import { codeIn, sameNumber } from './label'

describe('a label', () => {
  it.each([
    ['https://jg.example.gov.cn/q/Ab3_x-9', 'Ab3_x-9'],
    ['http://10.0.0.5:8080/q/Ab3_x-9?from=print', 'Ab3_x-9'],
    ['https://old-host.example/base/q/Ab3_x-9/', 'Ab3_x-9'],
    ['https://jg.example.gov.cn/field/c/Ab3_x-9', 'Ab3_x-9'],
    [' Ab3_x-9\n', 'Ab3_x-9'],
    ['Ab3 x9', 'Ab3x9'],
  ])('%s opens, whatever host it was printed with', (text, code) => {
    expect(codeIn(text)).toBe(code)
  })

  it.each(['', 'https://weixin.qq.com/r/abc', 'https://x/q/', 'https://x/q/a', '维修电话 12345', 'WIFI:S:guest;;', 'https://x/q/<script>'])(
    '%s is not one of ours',
    (text) => {
      expect(codeIn(text)).toBeUndefined()
    },
  )
})

describe('the readable number', () => {
  it.each(['DW-W70XBZ', 'dw-w70xbz', 'DW W7OXBZ', 'dww70xbz'])('typed as %s is the same', (typed) => {
    expect(sameNumber(typed, 'DW-W70XBZ')).toBe(true)
  })

  it.each(['DW-W70XB2', 'GMHGBZ15X08K8YTANYR39Z0K03', ''])('is not %s', (typed) => {
    expect(sameNumber(typed, 'DW-W70XBZ')).toBe(false)
  })
})
