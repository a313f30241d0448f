import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

const kept = new Map<string, string>()
let phone: EventTarget
let outcome: 'accepted' | 'dismissed'

/** The module as a phone loads it: with its own browser, and what it kept before. */
async function load({ agent = 'Android', standalone = false } = {}) {
  phone = new EventTarget()
  vi.resetModules()
  vi.stubGlobal('localStorage', { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => kept.set(key, value) })
  vi.stubGlobal('navigator', { userAgent: agent })
  vi.stubGlobal('matchMedia', () => ({ matches: standalone }))
  vi.stubGlobal('addEventListener', phone.addEventListener.bind(phone))
  const module = await import('./install')
  module.watchInstall()
  return module
}

function offer() {
  const event = Object.assign(new Event('beforeinstallprompt', { cancelable: true }), { prompt: vi.fn(() => Promise.resolve()), userChoice: Promise.resolve({ outcome }) })
  phone.dispatchEvent(event)
  return event
}

beforeEach(() => {
  kept.clear()
  outcome = 'accepted'
})
afterEach(() => vi.unstubAllGlobals())

describe('installing', () => {
  it('is not spoken of where the browser offers nothing, nor in the installed app', async () => {
    expect((await load()).installBy.value).toBeUndefined()
    const app = await load({ standalone: true, agent: 'iPhone' })
    offer()
    expect([app.installBy.value, app.installHinted.value]).toEqual([undefined, false])
  })

  it('keeps the browser’s offer for the tap, and takes it once', async () => {
    const { install, installBy } = await load()
    const event = offer()
    expect([event.defaultPrevented, installBy.value]).toEqual([true, 'offer'])
    await install()
    await install()
    expect([event.prompt.mock.calls.length, installBy.value]).toEqual([1, undefined])
  })

  it('is told in words on an iPhone', async () => expect((await load({ agent: 'iPhone' })).installBy.value).toBe('words'))

  it('is over once the app is installed', async () => {
    const { installBy } = await load({ agent: 'iPhone' })
    phone.dispatchEvent(new Event('appinstalled'))
    expect(installBy.value).toBeUndefined()
  })

  it('is hidden from the first screen for good, and stays under Me', async () => {
    ;(await load({ agent: 'iPhone' })).hideInstall()
    const { installBy, installHinted } = await load({ agent: 'iPhone' })
    expect([installBy.value, installHinted.value]).toEqual(['words', false])
  })
})
