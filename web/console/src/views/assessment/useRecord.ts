import { api, ApiProblem } from '@shared/api/client'
import type { Inspection, Task } from '../field/model/types'
import type { FindingDetail } from '../findings/model/types'
import type { Fact } from './model/types'

export type Found =
  | { kind: 'inspection'; inspection: Inspection; observationId?: string }
  | { kind: 'finding'; finding: FindingDetail }
  | { kind: 'task'; task: Task }
  | { kind: 'none' }

/** The record behind a fact, as far as one may see it; ratings and money have no page of their own. */
export async function recordOf(fact: Fact, supplierId: string): Promise<Found> {
  try {
    return await find(fact, supplierId)
  } catch (cause) {
    if (cause instanceof ApiProblem && (cause.status === 404 || cause.status === 403)) return { kind: 'none' }
    throw cause
  }
}

async function find(fact: Fact, supplierId: string): Promise<Found> {
  const inspectionId = fact.refType === 'inspection' ? fact.refId : fact.inspectionId
  const findingId = fact.refType === 'finding' ? fact.refId : fact.findingId
  // A failed item names both its inspection and the finding it opened: the item is what the fact is about.
  if (fact.refType === 'observation' && inspectionId) {
    const inspection = await api.get('/inspections/{id}', { path: { id: inspectionId } })
    return { kind: 'inspection', inspection, observationId: fact.refId }
  }
  if (findingId) return { kind: 'finding', finding: await api.get('/findings/{id}', { path: { id: findingId } }) }
  if (inspectionId) return { kind: 'inspection', inspection: await api.get('/inspections/{id}', { path: { id: inspectionId } }) }
  if (fact.refType === 'task') {
    // A task has no address; it is one of the few of that day.
    const { items } = await api.get('/tasks', { query: { day: fact.occurredOn, supplierId, limit: 200 } })
    const task = items.find((one) => one.id === fact.refId)
    if (task) return { kind: 'task', task }
  }
  return { kind: 'none' }
}
