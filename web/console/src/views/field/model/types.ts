// What the server answers in this area; see the API document. Points are texts with two places.
export type Severity = 'minor' | 'major' | 'critical'
export type Result = 'pass' | 'fail' | 'na'
export type TaskState = 'open' | 'done' | 'late' | 'missed'

export interface Task {
  id: string
  dueOn: string
  windowStartAt: string
  windowEndAt: string
  state: TaskState
  assignee: 'supplier' | 'agency'
  checkpointId: string
  checkpointNumber: string
  checkpointName: string
  siteName: string
  areaName?: string
  checklistId: string
  checklistTitle: string
  supplierName: string
  inspectionId?: string
}

export interface InspectionRow {
  id: string
  number: string
  mode: 'self' | 'supervision'
  occurredOn: string
  finishedAt: string
  supplierId: string
  supplierName: string
  siteName: string
  checkpointName: string
  checklistTitle: string
  versionNumber: number
  inspectorName: string
  pass: number
  fail: number
  na: number
  points: string
  totalPoints: string
  findingCount: number
}

export interface ClauseRef {
  id: string
  number: string
  title: string
  standardNo: string
  standardTitle: string
}

export interface Observation {
  id: string
  itemId: string
  code: string
  section: string
  text: string
  points: string
  severity: Severity
  result: Result
  note: string
  clause?: ClauseRef
  photos: string[]
  findingId?: string
}

export interface Inspection extends InspectionRow {
  startedAt: string
  receivedAt: string
  note: string
  codeScanned: boolean
  taskId?: string
  checklistVersionId?: string
  checkpointId?: string
  observations: Observation[]
}

export interface Site {
  id: string
  code: string
  name: string
}
export interface Area {
  id: string
  name: string
  floor: string
}

export interface Checkpoint {
  id: string
  number: string
  name: string
  siteId: string
  siteName: string
  areaId?: string
  areaName?: string
  supplierId: string
  supplierName: string
  contractId: string
  contractName: string
  contractLineId?: string
  category: string
  state: 'active' | 'retired'
  checklists: { id: string; title: string }[]
  lastInspectedAt?: string
  openFindings: number
  version: number
  label?: { code: string; labelVersion: number; url: string }
}

export interface Plan {
  id: string
  checkpointId: string
  checkpointName: string
  siteName: string
  checklistId: string
  checklistTitle: string
  recurrence: 'daily' | 'weekly' | 'monthly'
  weekdays: number[]
  monthDays: number[]
  windowStart: string
  windowEnd: string
  assignee: 'supplier' | 'agency'
  startsOn: string
  endsOn?: string
  state: 'active' | 'stopped'
  version: number
}

export interface ChecklistItem {
  id: string
  code: string
  text: string
  points: string
  severity: Severity
  photoOnFail: boolean
  naAllowed: boolean
  clauseId?: string
  clause?: ClauseRef
  frequency?: string
  deductionRule?: string
  sourceId?: string
  pointsBasis?: string
}

export type VersionState = 'draft' | 'published' | 'superseded'

export interface VersionHead {
  id: string
  number: number
  state: VersionState
  totalPoints: string
  publishedAt?: string
  publishedBy?: string
  note?: string
}

export interface Version extends VersionHead {
  checklistId: string
  checklistTitle: string
  version: number
  sections: { title: string; items: ChecklistItem[] }[]
}

export interface Checklist {
  id: string
  code: string
  title: string
  category: string
  state: 'active' | 'retired'
  currentVersion?: { id: string; number: number; totalPoints: string; publishedAt: string }
  draftVersionId?: string
  itemCount: number
  version: number
  versions?: VersionHead[]
}
