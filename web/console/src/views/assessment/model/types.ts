export interface Fact {
  id: string
  kind: string
  occurredOn: string
  count: number
  amount: number
  siteName: string
  category: string
  clauseId?: string
  clauseTitle?: string
  refType: string
  refId: string
  /** Not promised by the contract; used when the server names the inspection of an observation. */
  inspectionId?: string
  findingId?: string
  supplierId?: string
  title: string
  result?: string
}

export interface AssessmentRow {
  id: string
  supplierId: string
  supplierName: string
  month: string
  state: 'draft' | 'published'
  insufficient: boolean
  reason?: string
  points?: string
  grade?: string
  previousPoints?: string
  previousGrade?: string
  schemeName: string
  schemeVersion: number
  computedAt: string
  version: number
}

export interface IndicatorScore {
  code: string
  name: string
  nameEn: string
  weight: string
  points?: string
  scored: boolean
  reason?: string
  numerator?: number
  denominator?: number
  ratioBp?: number
  sample: number
  minSample: number
  formula: string
  formulaEn?: string
  facts: { kind: string; count: number; amount: number }[]
}

export interface Assessment extends AssessmentRow {
  indicators: IndicatorScore[]
  lateFacts: { kind: string; count: number }[]
  recomputed: { points?: string; matches: boolean }
  schemeId?: string
  computedByName?: string
  publishedByName?: string
  publishedAt?: string
}

export interface Indicator {
  code: string
  name: string
  nameEn: string
  weight: string
  kind: 'ratio' | 'deduct'
  numerator: string[]
  denominator: string[]
  floorBp: number
  targetBp: number
  perUnit: Record<string, string>
  minSample: number
}

export interface GradeBand {
  grade: string
  min: string
  name?: string
}

export interface Scheme {
  id: string
  code: string
  name: string
  versionNo: number
  state: 'draft' | 'published' | 'superseded'
  effectiveFrom?: string
  indicators: Indicator[]
  minWeight: string
  grades: GradeBand[]
  version: number
}
