import type { RouteLocationRaw } from 'vue-router'
import { addMonths } from '@shared/format'

/** Where figures lead. One place, so that a moved page moves every door to it. */
type Q = Record<string, string | undefined>
const at = (path: string, query: Q = {}): RouteLocationRaw => ({
  path,
  query: Object.fromEntries(Object.entries(query).filter(([, v]) => v)),
})

/** First and last day of a month, as filters of lists by day. */
export function monthDays(month: string): { from: string; to: string } {
  const last = new Date(Date.parse(`${addMonths(month, 1)}-01T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10)
  return { from: `${month}-01`, to: last }
}

export const doors = {
  supplier: (id: string, tab?: string) => at(`/suppliers/${id}`, { tab }),
  contract: (id: string) => at(`/contracts/${id}`),
  contracts: (q: Q) => at('/contracts', q),
  tasks: (q: Q) => at('/tasks', q),
  inspections: (q: Q) => at('/inspections', q),
  doubts: (q: Q) => at('/doubts', q),
  checkpoints: (q: Q) => at('/checkpoints', q),
  labels: (q: Q) => at('/labels', q),
  labelReports: (q: Q) => at('/label-reports', q),
  finding: (id: string) => at(`/findings/${id}`),
  findings: (q: Q) => at('/findings', q),
  assessment: (id: string) => at(`/assessments/${id}`),
  assessments: (q: Q) => at('/assessments', q),
  settlements: (q: Q) => at('/settlements', q),
  costs: (q: Q) => at('/quota/costs', q),
  quotaReport: (q: Q) => at('/quota', q),
  quotas: (q: Q) => at('/quota/catalogue', q),
  standards: (q: Q) => at('/standards', q),
}

/** The page of a record that something refers to, by the kind of reference; undefined when it has no page of its own. */
export function doorOf(refType: string, refId: string): RouteLocationRaw | undefined {
  switch (refType) {
    case 'supplier':
      return doors.supplier(refId)
    case 'contract':
      return doors.contract(refId)
    case 'finding':
      return doors.finding(refId)
    case 'inspection':
      return at(`/inspections/${refId}`)
    case 'assessment':
      return doors.assessment(refId)
    case 'settlement':
      return at(`/settlements/${refId}`)
    default:
      return undefined
  }
}
