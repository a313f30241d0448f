import type { ClauseRef, Severity } from '../../field/model/types'

export type FindingState = 'open' | 'submitted' | 'returned' | 'closed' | 'cancelled'

export interface Finding {
  id: string
  number: string
  supplierId: string
  supplierName: string
  siteName: string
  checkpointName: string
  category: string
  itemText: string
  severity: Severity
  state: FindingState
  openedAt: string
  dueOn: string
  overdue: boolean
  daysLeft: number
  waitingFor: 'supplier' | 'inspector' | 'none'
  version: number
}

export interface Reinspection {
  result: 'closed' | 'returned'
  note: string
  photos: string[]
  inspectorName: string
  at: string
}

export interface Rectification {
  id: string
  round: number
  cause: string
  action: string
  photos: string[]
  submittedByName: string
  submittedAt: string
  state: 'submitted' | 'accepted' | 'returned'
  reinspection?: Reinspection
}

export interface FindingDetail extends Finding {
  inspectionId: string
  inspectionNumber: string
  observationNote: string
  openedByName: string
  clause?: ClauseRef
  photos: string[]
  rectifications: Rectification[]
  history: { at: string; actorName: string; action: string; note: string }[]
}
