/** What the server answers in the areas of suppliers, contracts, quota, system and the workbench. */
export type Category = 'property' | 'conference' | 'cleaning' | 'security' | 'canteen' | 'greening' | 'equipment'
export type SupplierState = 'candidate' | 'admitted' | 'probation' | 'active' | 'suspended' | 'exiting' | 'exited' | 'debarred'
export type ContractState = 'draft' | 'active' | 'terminated' | 'expired'

export interface GradePoint {
  month: string
  points?: string
  grade?: string
  insufficient?: boolean
}

export interface SupplierRow {
  id: string
  code: string
  name: string
  shortName: string
  state: SupplierState
  categories: Category[]
  grade?: GradePoint
  gradeTrend: { month: string; points?: string; grade?: string }[]
  openFindings: number
  contractEndsOn?: string
  version: number
}

export interface Supplier extends SupplierRow {
  creditCode: string
  contactName: string
  contactPhone: string
  probationUntil?: string
  nextStates: SupplierState[]
}

export interface Transition {
  id: string
  from: SupplierState
  to: SupplierState
  reason: string
  actorName: string
  at: string
}

export interface Qualification {
  id: string
  name: string
  documentNo: string
  issuer: string
  validFrom: string
  validTo: string
  daysLeft: number
  renewedTo?: string
  version: number
}

export interface SupplierMonth {
  month: string
  points?: string
  grade?: string
  insufficient: boolean
  observations: number
  passRateBp?: number
  missed: number
  findings: number
  overdue: number
  /** Money only for those who may see it. */
  quotaCost?: string
  contractPrice?: string
  actualCost?: string
  deduction?: string
}

export interface TimelineItem {
  at: string
  kind: string
  /** A transition's reason, a contract's code, an assessment's month, a finding's item. */
  title: string
  /** The state a transition led to. */
  state?: string
  refType: string
  refId: string
}

export interface Contract {
  id: string
  code: string
  name: string
  supplierId: string
  supplierName: string
  startsOn: string
  endsOn: string
  state: ContractState
  monthlyPrice: string
  version: number
}

export interface QuotaTierOfLine {
  code: string
  serviceItem: string
  grade: string
  value: string
  per: string
}

export interface ContractLine {
  id: string
  category: Category
  serviceItem: string
  siteId: string
  siteName: string
  quantity: string
  unit: string
  unitPrice: string
  billing: 'month' | 'year' | 'once'
  quotaTierId?: string
  quotaTier?: QuotaTierOfLine
  monthlyPrice: string
  monthlyQuota?: string
  deviation?: string
  deviationBp?: number
  startsOn: string
  endsOn: string
  version: number
}

export interface ContractDetail extends Contract {
  signedOn?: string
  paymentRuleId?: string
  lines: ContractLine[]
  checkpoints: number
  terminatedOn?: string
  terminatedReason?: string
}

export interface PaymentRule {
  id: string
  code: string
  name: string
  versionNo: number
  state?: string
}

export interface Site {
  id: string
  code: string
  name: string
  address: string
  areaM2: string
  state: 'active' | 'closed'
  version: number
  checkpointCount: number
  centre?: { latitude: number; longitude: number; radiusM: number }
}

export interface Area {
  id: string
  name: string
  floor: string
  state: 'active' | 'closed'
  version: number
}

export interface QuotaTier {
  id: string
  code: string
  grade: string
  low?: string
  high?: string
  value?: string
  per: string
  usable: boolean
}

export interface Quota {
  id: string
  code: string
  category: Category
  serviceItem: string
  unit: string
  basis: 'quoted' | 'derived'
  sourceId: string
  source?: { id: string; title: string; documentNo: string; issuer: string }
  note: string
  effectiveFrom: string
  tiers: QuotaTier[]
  version: number
}

export interface CostSubject {
  id?: string
  code: string
  name: string
}

export interface CostEntry {
  id: string
  number: string
  supplierName: string
  contractCode: string
  contractLineId: string
  siteName: string
  category: Category
  subject: string
  month: string
  amount: string
  invoiceNo: string
  note: string
  reversalOf?: string
  reversed: boolean
  enteredByName: string
  createdAt: string
}

export interface PeriodLock {
  month: string
  lockedByName?: string
  lockedAt?: string
}

export interface QuotaFigures {
  quotaCost: string
  contractPrice: string
  actualCost: string
  deviation: string
  deviationBp?: number
  contractDeviation: string
}

export interface QuotaReportRow extends QuotaFigures {
  key: string
  name: string
  points?: string
  months: { month: string; quotaCost: string; contractPrice: string; actualCost: string }[]
}

export interface QuotaReport {
  from: string
  to: string
  groupBy: 'supplier' | 'category' | 'site'
  rows: QuotaReportRow[]
  total: QuotaFigures
}

export interface QuotaReportLine extends Omit<QuotaFigures, 'contractDeviation'> {
  contractId: string
  contractCode: string
  contractLineId: string
  serviceItem: string
  supplierName: string
  siteName: string
  category: Category
  quantity: string
  unit: string
  unitPrice: string
  tier?: QuotaTierOfLine
  months: number
}

/** Names an account can be tied to; administrators read no more of business data. */
export interface AccountChoices {
  suppliers: { id: string; name: string }[]
  sites: { id: string; name: string }[]
}

export interface User {
  id: string
  username: string
  displayName: string
  phone: string
  orgKind: 'agency' | 'supplier'
  supplierId?: string
  supplierName?: string
  roles: string[]
  siteIds?: string[]
  active: boolean
  locked: boolean
  mustChangePassword: boolean
  lastSeenAt?: string
  version: number
}

export interface Role {
  code: string
  orgKind: 'agency' | 'supplier'
  permissions: string[]
}

export interface AuditEntry {
  id: string
  at: string
  actorId: string
  actorName: string
  onBehalfOf?: string
  action: string
  target: string
  targetId: string
  targetName?: string
  before?: unknown
  after?: unknown
  requestId: string
  address: string
  sealed: boolean
}

export interface AuditVerification {
  checked: number
  sealed: number
  unsealed: number
  intact: boolean
  firstBreak?: { id: string; reason: 'missing' | 'changed' | 'order' | 'late' }
  head: string
}

export interface Job {
  name: string
  description: string
  everySeconds: number
  lastSlot?: string
  lastStartedAt?: string
  lastFinishedAt?: string
  lastError?: string
}

export interface ApiToken {
  id: string
  name: string
  expiresOn: string
  lastUsedAt?: string
}

export interface NewToken {
  id: string
  name: string
  expiresOn: string
  token: string
}

export interface CalendarDay {
  day: string
  kind: 'work' | 'rest'
  note: string
}

export interface AttentionItem {
  id: string
  label: string
  to: string
  supplierName?: string
  day?: string
  month?: string
  points?: string
  previousPoints?: string
  grade?: string
  previousGrade?: string
  overBy?: string
  overBp?: number
}

export interface Attention {
  kind: string
  severity: 'high' | 'medium' | 'low'
  count: number
  params: Record<string, unknown>
  items: AttentionItem[]
}

export interface Workbench {
  day: string
  attention: Attention[]
  today: { due: number; done: number; late: number; missed: number; open: number }
  findings: { open: number; overdue: number; awaitingReinspection: number }
  grades: { supplierId: string; name: string; month: string; points?: string; grade?: string; previousPoints?: string }[]
  money: { month: string; base: string; deduction: string; atRisk: string }
  passRate: { day: string; passRateBp?: number; missed: number }[]
}
