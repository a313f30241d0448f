import { describe, expect, it } from 'vitest'
import { centreBad, centreBody, centreForm } from './centre'

describe('the centre of a fence', () => {
  it('is refused half entered, off the Earth or with a strange radius', () => {
    const good = { latitude: '30.59', longitude: '114.3', system: 'gcj02' as const, radiusM: '80' }
    for (const spoilt of [{ latitude: '' }, { longitude: '' }, { latitude: '91' }, { longitude: 'east' }, { longitude: '-181' }, { radiusM: '-5' }, { radiusM: '8.5' }])
      expect(centreBad({ ...good, ...spoilt })).toBe(true)
    expect(centreBad(good)).toBe(false)
    expect(centreBad(centreForm())).toBe(false)
  })

  it('says its system, and nothing when nobody knows', () => {
    expect(centreBody({ latitude: '30.5', longitude: '114', system: 'gcj02', radiusM: '' })).toEqual({ latitude: 30.5, longitude: 114, system: 'gcj02' })
    expect(centreBody(centreForm())).toEqual({})
    expect(centreForm({ latitude: 30.5, longitude: 114, radiusM: 0 }).radiusM).toBe('')
  })
})
