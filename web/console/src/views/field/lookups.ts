import { computed } from 'vue'
import { api, type Query } from '@shared/api/client'
import { useSession } from '@console/app/session'
import { useLoad, type Option } from '@console/ui'
import type { Site } from './model/types'

/** The filters of an address as the query of a list. */
export const queryOf = (state: object): Query => Object.fromEntries(Object.entries(state)) as Query

interface Named {
  id: string
  name: string
  shortName?: string
}

async function everyPage<T>(path: string, query: Record<string, string> = {}): Promise<T[]> {
  const rows: T[] = []
  let cursor: string | undefined
  // Choices beyond a thousand are searched for, not scrolled through.
  for (let page = 0; page < 5; page++) {
    const answer = await api.list<T>(path, { query: { ...query, limit: 200, cursor } })
    rows.push(...answer.items)
    if (!answer.nextCursor) break
    cursor = answer.nextCursor
  }
  return rows
}

/** The choices of a filter; empty for those who may not read the list, so that the filter can hide itself. */
function useChoices<T extends Named>(path: string, may: boolean) {
  const { data, loading } = useLoad(async () => (may ? everyPage<T>(path) : []))
  const options = computed<Option[]>(() => (data.value ?? []).map((row) => ({ value: row.id, label: row.shortName || row.name })))
  return { rows: data, options, loading }
}

export const useSites = () => useChoices<Site>('/sites', useSession().may('org.read'))

export const useSuppliers = () => useChoices<Named>('/suppliers', useSession().namesSuppliers)

export { everyPage }
