import { describe, expect, it } from 'vitest'
import { sha256 } from './hash'
import { fit } from './scale'

describe('a photo is drawn', () => {
  it.each([
    [{ width: 4000, height: 3000 }, { width: 1600, height: 1200 }],
    [{ width: 3000, height: 4000 }, { width: 1200, height: 1600 }],
    [{ width: 1600, height: 900 }, { width: 1600, height: 900 }],
    [{ width: 640, height: 480 }, { width: 640, height: 480 }],
    [{ width: 100000, height: 10 }, { width: 1600, height: 1 }],
  ])('%o as %o: smaller when too large, never larger, never nothing', (size, drawn) => {
    expect(fit(size)).toEqual(drawn)
  })

  it.each([
    { width: 0, height: 100 },
    { width: NaN, height: 100 },
    { width: 100, height: -1 },
  ])('not at all when it has no size: %o', (size) => {
    expect(() => fit(size)).toThrow(RangeError)
  })

  it('at another longest side when told', () => {
    expect(fit({ width: 4000, height: 2000 }, 1000)).toEqual({ width: 1000, height: 500 })
  })
})

describe('the hash', () => {
  const abc = new TextEncoder().encode('abc').buffer as ArrayBuffer
  const known = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'

  it('is the sha256 everybody else computes', async () => {
    expect(await sha256(abc)).toBe(known)
  })

  it('is the same where the browser withholds WebCrypto', async () => {
    const subtle = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(crypto), 'subtle')
    Object.defineProperty(crypto, 'subtle', { value: undefined, configurable: true })
    try {
      expect(await sha256(abc)).toBe(known)
    } finally {
      delete (crypto as { subtle?: unknown }).subtle
      if (subtle) expect(crypto.subtle).toBeDefined()
    }
  })
})
