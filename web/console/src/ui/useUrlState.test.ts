import { createApp, nextTick } from 'vue'
import { createMemoryHistory, createRouter, type Router } from 'vue-router'
import { describe, expect, it } from 'vitest'
import { parse, useUrlState } from './useUrlState'

async function open(address: string): Promise<{ router: Router; state: ReturnType<typeof useUrlState<{ q: string; tab: string; sites: string[]; overdue: boolean }>> }> {
  const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/:any(.*)*', component: {} }] })
  await router.push(address)
  let state!: ReturnType<typeof useUrlState<{ q: string; tab: string; sites: string[]; overdue: boolean }>>
  const app = createApp({
    setup() {
      state = useUrlState({ q: '', tab: 'all', sites: [] as string[], overdue: false })
      return () => null
    },
  })
  app.use(router).mount(document.createElement('div'))
  return { router, state }
}
const settled = async () => {
  await nextTick()
  await nextTick()
  await new Promise((r) => setTimeout(r))
}

describe('state that lives in the address', () => {
  it('is what the address says', async () => {
    const { state } = await open('/findings?q=水&sites=a&sites=b&overdue=true')
    expect([state.q, state.tab, state.sites, state.overdue]).toEqual(['水', 'all', ['a', 'b'], true])
    expect(state.changed).toBe(true)
  })
  it('writes only what differs from its default and keeps what is not its own', async () => {
    const { router, state } = await open('/findings?other=1')
    state.q = '积水'
    await settled()
    expect(router.currentRoute.value.query).toEqual({ other: '1', q: '积水' })
    state.reset()
    await settled()
    expect(router.currentRoute.value.query).toEqual({ other: '1' })
    expect(state.changed).toBe(false)
  })
  it('follows the address when somebody goes back', async () => {
    const { router, state } = await open('/findings?q=a')
    await router.push('/findings?q=b')
    await settled()
    expect(state.q).toBe('b')
  })
  it('does not write into another page', async () => {
    const { router, state } = await open('/findings')
    state.q = 'late'
    await router.push('/suppliers')
    await settled()
    expect(router.currentRoute.value.fullPath).toBe('/suppliers')
  })
  it('takes nonsense for the default', () => {
    expect(parse('x', 3)).toBe(3)
    expect(parse(undefined, 'all')).toBe('all')
    expect(parse(['a', 'b'], '')).toBe('a')
  })
})
