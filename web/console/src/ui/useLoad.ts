import { onScopeDispose, ref, shallowRef, toValue, watch, type MaybeRefOrGetter, type Ref, type ShallowRef } from 'vue'
import { api, type Query } from '@shared/api/client'

export interface Load<T> {
  data: ShallowRef<T | undefined>
  loading: Ref<boolean>
  error: ShallowRef<unknown>
  reload: () => Promise<void>
}

/**
 * Loads now and again whenever what `fetch` depends on changes. The last good data stay while newer ones come,
 * so that the layout holds; an answer that was overtaken by a newer question is dropped.
 */
export function useLoad<T>(fetch: (signal: AbortSignal) => Promise<T>, deps: () => unknown = () => undefined): Load<T> {
  const data = shallowRef<T>()
  const loading = ref(false)
  const error = shallowRef<unknown>()
  let turn = 0
  let abort: AbortController | undefined

  async function reload(): Promise<void> {
    const mine = ++turn
    abort?.abort()
    abort = new AbortController()
    loading.value = true
    try {
      const next = await fetch(abort.signal)
      if (mine !== turn) return
      data.value = next
      error.value = undefined
    } catch (cause) {
      if (mine !== turn) return
      error.value = cause
    } finally {
      if (mine === turn) loading.value = false
    }
  }

  watch(() => JSON.stringify(deps()), reload, { immediate: true })
  onScopeDispose(() => {
    turn++
    abort?.abort()
  })
  return { data, loading, error, reload }
}

export interface List<T> {
  rows: ShallowRef<T[]>
  loading: Ref<boolean>
  loadingMore: Ref<boolean>
  error: ShallowRef<unknown>
  hasMore: Ref<boolean>
  reload: () => Promise<void>
  more: () => Promise<void>
}

/**
 * A list with a cursor; starts again from its beginning whenever path or query change. `limit` 0 is for short
 * lists that come whole: they know no paging and would refuse the parameter.
 */
export function useList<T>(path: MaybeRefOrGetter<string>, query: () => Query = () => ({}), limit = 50): List<T> {
  const rows = shallowRef<T[]>([])
  const loading = ref(true)
  const loadingMore = ref(false)
  const error = shallowRef<unknown>()
  const hasMore = ref(false)
  let cursor: string | undefined
  let turn = 0

  async function page(first: boolean): Promise<void> {
    const mine = ++turn
    const busy = first ? loading : loadingMore
    busy.value = true
    try {
      const answer = await api.list<T>(toValue(path), { query: { ...query(), limit: limit || undefined, cursor: first ? undefined : cursor } })
      if (mine !== turn) return
      rows.value = first ? answer.items : [...rows.value, ...answer.items]
      cursor = answer.nextCursor
      hasMore.value = Boolean(answer.nextCursor)
      error.value = undefined
    } catch (cause) {
      if (mine !== turn) return
      error.value = cause
      if (first) rows.value = []
    } finally {
      if (mine === turn) {
        loading.value = false
        loadingMore.value = false
      }
    }
  }

  const reload = () => page(true)
  const more = async () => {
    if (hasMore.value && !loading.value && !loadingMore.value) await page(false)
  }
  watch(() => JSON.stringify([toValue(path), query()]), reload, { immediate: true })
  onScopeDispose(() => void turn++)
  return { rows, loading, loadingMore, error, hasMore, reload, more }
}
