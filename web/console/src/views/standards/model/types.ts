export type StandardCategory = 'general' | 'supervision' | 'assurance'

export interface Standard {
  id: string
  standardNo: string
  title: string
  category: StandardCategory
  status: string
  sourceId: string
  sourceNote?: string
  issued: string
  effective: string
  clauseCount: number
  version: number
}

export interface Source {
  id: string
  title: string
  documentNo: string
  issuer: string
  issued: string
  credibility: string
}

export interface Clause {
  id: string
  number: string
  title: string
  text: string
  category: string
  sourceId: string
  version: number
}

export interface StandardDetail extends Standard {
  clauses: Clause[]
  source?: Source
}

export interface ClauseDetail extends Clause {
  standard: { id: string; standardNo: string; title: string }
  source?: Source
  items: { id: string; checklistId?: string; versionId?: string; checklistTitle: string; checklistCode: string; versionNumber: number; text: string }[]
  last90: { pass: number; fail: number; na: number; findings: number }
}
