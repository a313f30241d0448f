import { computed } from 'vue'
import { api } from '@shared/api/client'
import { addMonths } from '@shared/format'
import { useSession } from '@console/app/session'
import { useLoad } from '@console/ui'
import { everyPage } from '../field/lookups'
import type { Finding } from '../findings/model/types'
import type { SettlementRow } from '../settlement/model/types'
import { buildChain, isBad, light, type Selection } from './model/chain'
import type { AssessmentRow, Fact, IndicatorScore } from './model/types'
import { lostOf } from './useWords'

export interface ChainQuery {
  assessment: string
  supplierId: string
  month: string
  indicator: string
  finding: string
}

const goodLimit = 200

/**
 * The facts that are links of the chain. What an indicator counts only to know that there was
 * enough to look at (inspections behind a deduction, due tasks behind the done ones) is none.
 */
function linksOf(indicator: IndicatorScore) {
  return indicator.facts.filter((f) => f.count && f.kind !== 'task_due' && (indicator.kind === 'ratio' || isBad(f)))
}

/** Everything one month of one supplier says from clause to payment, for one indicator at a time. */
export function useChain(query: () => ChainQuery, selection: () => Selection) {
  const session = useSession()

  const head = useLoad(
    async () => {
      const { assessment, supplierId, month } = query()
      const id = assessment || (await api.list<AssessmentRow>('/assessments', { query: { supplierId, month, limit: 1 } })).items[0]?.id
      return id ? api.get('/assessments/{id}', { path: { id } }) : null
    },
    () => [query().assessment, query().supplierId, query().month],
  )

  const indicator = computed<IndicatorScore | undefined>(() => {
    const all = head.data.value?.indicators ?? []
    const chosen = all.find((i) => i.code === query().indicator)
    if (chosen) return chosen
    // A finding comes from a failed item of supervision, so its chain starts there.
    if (query().finding) return all.find((i) => i.facts.some((f) => f.kind === 'check_fail')) ?? all[0]
    return [...all].sort((a, b) => lostOf(b) - lostOf(a))[0]
  })

  const facts = useLoad(
    async () => {
      const assessment = head.data.value
      const of = indicator.value
      if (!assessment || !of) return []
      const kinds = linksOf(of)
      const path = `/assessments/${assessment.id}/facts`
      const read = (kind: string) =>
        isBad({ kind })
          ? everyPage<Fact>(path, { indicator: of.code, kind })
          : api.list<Fact>(path, { query: { indicator: of.code, kind, limit: goodLimit } }).then((page) => page.items)
      return (await Promise.all(kinds.map((f) => read(f.kind)))).flat()
    },
    () => [head.data.value?.id, indicator.value?.code],
  )

  const findings = useLoad(
    async () => {
      const assessment = head.data.value
      if (!assessment || !session.may('finding.read')) return []
      const last = new Date(Date.parse(`${addMonths(assessment.month, 1)}-01T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10)
      return everyPage<Finding>('/findings', { supplierId: assessment.supplierId, from: `${assessment.month}-01`, to: last })
    },
    () => head.data.value?.id,
  )

  const settlements = useLoad(
    async () => {
      const assessment = head.data.value
      if (!assessment || !session.may('settlement.read')) return []
      const { items } = await api.list<SettlementRow>('/settlements', { query: { supplierId: assessment.supplierId, month: assessment.month, limit: 20 } })
      return Promise.all(items.map((row) => api.get('/settlements/{id}', { path: { id: row.id } })))
    },
    () => head.data.value?.id,
  )

  const chain = computed(() => buildChain(facts.data.value ?? [], findings.data.value ?? []))
  const columns = computed(() => light(chain.value, selection()))
  const total = computed(() => (indicator.value ? linksOf(indicator.value).reduce((sum, f) => sum + f.count, 0) : 0))

  return {
    head,
    indicator,
    facts,
    findings,
    settlements,
    chain,
    columns,
    loaded: computed(() => facts.data.value?.length ?? 0),
    total,
    ready: computed(() => Boolean(head.data.value && facts.data.value && findings.data.value && settlements.data.value)),
  }
}
