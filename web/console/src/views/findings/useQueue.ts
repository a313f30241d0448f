import { computed, ref, shallowRef } from 'vue'
import { api, type Page } from '@shared/api/client'
import { useLoad, useProblem } from '@console/ui'
import { everyPage } from '../field/lookups'
import { queueOf } from './model/tabs'
import type { Finding } from './model/types'

export interface QueueFilters {
  tab: string
  overdue: boolean
  severity: string
  category: string
  siteId: string
  checkpointId: string
  supplierId: string
  from: string
  to: string
}

/** What waits, whole and by due date; what is done, newest first and page by page. */
export function useQueue(filters: () => QueueFilters) {
  const problem = useProblem()
  const added = shallowRef<Finding[]>([])
  const cursor = ref<string>()
  const loadingMore = ref(false)

  function query() {
    const { tab: _tab, overdue, ...rest } = filters()
    return { ...rest, overdue: overdue ? 'true' : '' }
  }
  const doneQuery = () => ({ ...query(), state: filters().tab === 'all' ? '' : filters().tab, limit: 50 })

  const { data, loading, error, reload } = useLoad(async () => {
    const states = queueOf(filters().tab)
    if (!states) {
      const page = await api.list<Finding>('/findings', { query: doneQuery() })
      added.value = []
      cursor.value = page.nextCursor
      return page.items
    }
    const parts = await Promise.all(states.map((state) => everyPage<Finding>('/findings', { ...query(), state })))
    added.value = []
    cursor.value = undefined
    return parts.flat().sort((a, b) => a.dueOn.localeCompare(b.dueOn) || a.openedAt.localeCompare(b.openedAt))
  }, filters)

  async function more(): Promise<void> {
    if (!cursor.value || loadingMore.value) return
    loadingMore.value = true
    const asked = cursor.value
    try {
      const page: Page<Finding> = await api.list<Finding>('/findings', { query: { ...doneQuery(), cursor: asked } })
      // Another filter was chosen meanwhile; its rows are not these.
      if (cursor.value !== asked) return
      added.value = [...added.value, ...page.items]
      cursor.value = page.nextCursor
    } catch (cause) {
      problem.failed(cause)
    } finally {
      loadingMore.value = false
    }
  }

  return {
    rows: computed(() => [...(data.value ?? []), ...added.value]),
    loading,
    loadingMore,
    hasMore: computed(() => Boolean(cursor.value)),
    error,
    reload,
    more,
  }
}
