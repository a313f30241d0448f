import { api, ApiProblem } from '@shared/api/client'
import type { Inspection, InspectionRow, Task } from '../field/model/types'
import type { Finding, FindingDetail } from '../findings/model/types'
import type { Fact } from './model/types'

export type Found =
  | { kind: 'inspection'; inspection: Inspection; observationId?: string }
  | { kind: 'finding'; finding: FindingDetail }
  | { kind: 'task'; task: Task }
  | { kind: 'none' }

const inspection = (id: string) => api.get<Inspection>('/inspections/{id}', { path: { id } })
const finding = (id: string) => api.get<FindingDetail>('/findings/{id}', { path: { id } })

/**
 * The record behind a fact. Facts name observations, tasks and rectifications by their own
 * ids, which have no address; where the server does not name the record around them, it is
 * looked for among the few of that supplier and day.
 */
export async function recordOf(fact: Fact, supplierId: string): Promise<Found> {
  try {
    return await find(fact, supplierId)
  } catch (cause) {
    if (cause instanceof ApiProblem && cause.status === 404) return { kind: 'none' }
    throw cause
  }
}

async function find(fact: Fact, supplierId: string): Promise<Found> {
  if (fact.refType === 'inspection') return { kind: 'inspection', inspection: await inspection(fact.refId) }
  if (fact.refType === 'finding') return { kind: 'finding', finding: await finding(fact.refId) }
  if (fact.refType === 'observation') {
    if (fact.inspectionId) return { kind: 'inspection', inspection: await inspection(fact.inspectionId), observationId: fact.refId }
    return byObservation(fact, supplierId)
  }
  if (fact.refType === 'rectification') {
    if (fact.findingId) return { kind: 'finding', finding: await finding(fact.findingId) }
    return byRectification(fact, supplierId)
  }
  if (fact.refType === 'task') {
    const { items } = await api.list<Task>('/tasks', { query: { day: fact.occurredOn, supplierId, limit: 200 } })
    const task = items.find((one) => one.id === fact.refId)
    return task ? { kind: 'task', task } : { kind: 'none' }
  }
  return { kind: 'none' }
}

async function byObservation(fact: Fact, supplierId: string): Promise<Found> {
  const query = { supplierId, from: fact.occurredOn, to: fact.occurredOn, category: fact.category, limit: 200 }
  const { items } = await api.list<InspectionRow>('/inspections', { query })
  const likely = items.filter((row) => row.siteName === fact.siteName && (!fact.kind.endsWith('_fail') || row.fail > 0))
  for (const row of likely) {
    const one = await inspection(row.id)
    if (one.observations.some((o) => o.id === fact.refId)) return { kind: 'inspection', inspection: one, observationId: fact.refId }
  }
  return { kind: 'none' }
}

async function byRectification(fact: Fact, supplierId: string): Promise<Found> {
  const { items } = await api.list<Finding>('/findings', { query: { supplierId, to: fact.occurredOn, limit: 200 } })
  const likely = items.filter((row) => row.siteName === fact.siteName && row.itemText === fact.title)
  for (const row of likely) {
    const one = await finding(row.id)
    if (one.rectifications.some((r) => r.id === fact.refId)) return { kind: 'finding', finding: one }
  }
  return { kind: 'none' }
}
