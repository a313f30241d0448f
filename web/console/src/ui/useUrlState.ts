import { onScopeDispose, reactive, watch } from 'vue'
import { useRoute, useRouter, type LocationQueryRaw } from 'vue-router'

type Value = string | number | boolean | string[]

/**
 * Filters, period, tab and sort that live in the address: reading gives what the address says, writing changes
 * it in place. A value equal to its default stays out of the address. Use it once a page, in setup.
 */
export function useUrlState<T extends Record<string, Value>>(defaults: T): T & { reset: () => void; readonly changed: boolean } {
  const route = useRoute()
  const router = useRouter()
  const path = route.path

  const state = reactive(read()) as Record<string, Value>

  function read(): Record<string, Value> {
    const out: Record<string, Value> = {}
    for (const [key, fallback] of Object.entries(defaults)) out[key] = parse(route.query[key], fallback)
    return out
  }

  watch(
    () => route.query,
    () => {
      // While another page is being opened its query is none of ours.
      if (route.path !== path) return
      for (const [key, value] of Object.entries(read())) if (!same(state[key]!, value)) state[key] = value
    },
  )

  // A replace would cancel a navigation that is under way to another page.
  let leaving = false
  onScopeDispose(router.beforeEach((to) => void (leaving = to.path !== path)))
  onScopeDispose(router.afterEach((to) => void (leaving = to.path !== path)))

  let queued = false
  watch(state, () => {
    if (queued) return
    queued = true
    // Later than the guards of a navigation that begins in the same breath.
    setTimeout(() => {
      queued = false
      if (leaving || route.path !== path) return
      const query: LocationQueryRaw = { ...route.query }
      for (const [key, fallback] of Object.entries(defaults)) {
        const value = state[key]!
        if (same(value, fallback)) delete query[key]
        else query[key] = Array.isArray(value) ? value : String(value)
      }
      void router.replace({ query, hash: route.hash })
    })
  })

  return new Proxy(state, {
    get(target, key, receiver) {
      if (key === 'reset')
        return () => {
          for (const [k, v] of Object.entries(defaults)) target[k] = Array.isArray(v) ? [...v] : v
        }
      if (key === 'changed') return Object.entries(defaults).some(([k, v]) => !same(target[k]!, v))
      return Reflect.get(target, key, receiver)
    },
  }) as unknown as T & { reset: () => void; readonly changed: boolean }
}

export function parse(raw: unknown, fallback: Value): Value {
  if (raw === undefined || raw === null) return Array.isArray(fallback) ? [...fallback] : fallback
  if (Array.isArray(fallback)) return ([raw].flat() as unknown[]).map(String)
  const first = String(Array.isArray(raw) ? raw[0] : raw)
  if (typeof fallback === 'number') return Number.isFinite(Number(first)) ? Number(first) : fallback
  if (typeof fallback === 'boolean') return first === 'true'
  return first
}

function same(a: Value, b: Value): boolean {
  return Array.isArray(a) && Array.isArray(b) ? a.length === b.length && a.every((v, i) => v === b[i]) : a === b
}
