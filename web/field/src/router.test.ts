import { describe, expect, it } from 'vitest'
import { safePath } from './router'

describe('after the sign-in', () => {
  it('the label that was scanned opens', () => {
    expect(safePath('/c/Ab3_x-9')).toBe('/c/Ab3_x-9')
  })

  it.each(['https://evil.example', '//evil.example', '/\\evil.example', 'javascript:alert(1)', undefined, ['/me']])(
    '%s leads nowhere but Today',
    (to) => {
      expect(safePath(to)).toBe('/')
    },
  )
})
