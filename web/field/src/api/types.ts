// The shapes of the HTTP API that the phone uses. Field names are those of the OpenAPI document.

import type { DoubtFigures } from '@shared/doubt'

export type Severity = 'minor' | 'major' | 'critical'
export type Result = 'pass' | 'fail' | 'na'
export type Mode = 'self' | 'supervision'

export interface SessionUser {
  id: string
  username: string
  displayName: string
  orgKind: 'agency' | 'supplier' | 'system'
  supplierId?: string
  supplierName?: string
  language: string
  mustChangePassword: boolean
}

export interface Session {
  user: SessionUser
  roles: string[]
  permissions: string[]
}

export interface Settings {
  agencyName: string
  demo: boolean
  timeZone: string
  today: string
  passwordProfile?: { name: string; minLength: number; classes: number; maxAgeDays: number }
}

export interface Task {
  id: string
  planId: string
  planName: string
  /** spot: drawn for this person, who alone may do it. Absent from lists kept by an older version. */
  source?: 'plan' | 'spot'
  routeId: string
  routeName: string
  /** Of the stop on the route, from 1. */
  position: number
  dueOn: string
  windowName?: string
  windowStartAt: string
  windowEndAt: string
  /** From here on a check does not count any more, not even as late. */
  closesAt: string
  who: { kind: 'anyone' | 'role' | 'team' | 'person' | 'duty'; id?: string; name?: string }
  /** Whether the task asks this person. */
  mine: boolean
  state: 'open' | 'done' | 'late' | 'missed'
  assignee: 'supplier' | 'agency'
  checkpointId: string
  checkpointNumber: string
  checkpointName: string
  siteName: string
  areaName?: string
  checklistId: string
  checklistTitle: string
  checklistVersionId?: string
  supplierName?: string
  inspectionId?: string
  inspectorName?: string
}

export interface Today {
  day: string
  tasks: Task[]
  openFindings: number
  displayName: string
}

export interface Clause {
  id: string
  number: string
  title: string
  standardNo: string
  standardTitle: string
}

export interface ChecklistItem {
  id: string
  code: string
  text: string
  points: string
  severity: Severity
  photoOnFail: boolean
  naAllowed: boolean
  clause?: Clause
  deductionRule?: string
}

export interface ChecklistVersion {
  id: string
  checklistId: string
  checklistTitle: string
  number: number
  totalPoints: string
  sections: { title: string; items: ChecklistItem[] }[]
  /** What a record is asked for besides its answers; absent in versions kept by an older app. */
  demands?: Demands
}

export interface Demands {
  labelScan?: boolean
  position?: boolean
  challenge?: boolean
  minDwellSeconds?: number
  cameraOnly?: boolean
  photoAlways?: boolean
}

/** Where the code of a label came from. */
export type CodeSource = 'camera' | 'photo' | 'typed' | 'link'

export interface Position {
  latitude: number
  longitude: number
  accuracyMeters: number
  takenAt: string
}

export interface Evidence {
  position?: Position
  challenge?: string
  sentAt?: string
  scannedAt?: string
  source?: CodeSource
  /** app: the viewfinder made every photo that is sent. */
  photos?: 'app' | 'file'
}

export interface Checkpoint {
  id: string
  number: string
  name: string
  siteName: string
  areaName?: string
  supplierName?: string
  checklists: { id: string; title: string }[]
}

export interface CodeInfo {
  checkpoint: Checkpoint
  checklists: ChecklistVersion[]
  tasks: Task[]
}

export interface InspectionBody {
  code?: string
  checkpointId?: string
  checklistVersionId: string
  taskId?: string
  mode: Mode
  startedAt: string
  finishedAt: string
  note?: string
  observations: { itemId: string; result: Result; note?: string; photos: string[] }[]
  evidence?: Evidence
}

export interface Receipt {
  id: string
  number: string
  receivedAt: string
  occurredOn: string
  checkpointName: string
  siteName: string
  pass: number
  fail: number
  na: number
  points: string
  totalPoints: string
  /** The task this check has done; the server finds it when none was named. */
  taskId?: string
  findings: { id: string; number: string; severity: Severity; dueOn: string; itemText: string }[]
  nextTask?: Task
  /** What somebody will look at again; the record counts meanwhile. */
  doubts?: { kind: string; figures: DoubtFigures }[]
}

export type FindingState = 'open' | 'submitted' | 'returned' | 'closed' | 'cancelled'

export interface Finding {
  id: string
  number: string
  supplierName?: string
  siteName: string
  checkpointName: string
  itemText: string
  severity: Severity
  state: FindingState
  openedAt: string
  dueOn: string
  overdue: boolean
  daysLeft: number
  waitingFor: 'supplier' | 'inspector' | 'none'
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
  reinspection?: {
    result: 'closed' | 'returned'
    note: string
    photos: string[]
    inspectorName: string
    at: string
  }
}

export interface FindingDetail extends Finding {
  observationNote?: string
  openedByName?: string
  clause?: Clause
  photos: string[]
  rectifications: Rectification[]
}

/** A label that opens nothing any more, and where it hung. */
export interface RetiredLabel {
  checkpointId: string
  number: string
  name: string
  siteName: string
  areaName?: string
  retiredAt: string
}
