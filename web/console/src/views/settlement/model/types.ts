export interface Band {
  min: string
  max: string
  grade: string
  coefficientBp: number
}

export interface SettlementRow {
  id: string
  number: string
  contractId: string
  contractCode: string
  contractName: string
  supplierId: string
  supplierName: string
  month: string
  grade?: string
  points?: string
  insufficient: boolean
  coefficientBp: number
  base: string
  deduction: string
  payable: string
  state: 'draft' | 'approved'
  version: number
}

export interface SettlementLine {
  id: string
  contractLineId: string
  serviceItem: string
  siteName: string
  category: string
  base: string
  deduction: string
  payable: string
  formula: string
}

export interface Settlement extends SettlementRow {
  rule: {
    code: string
    name: string
    versionNo: number
    bands: Band[]
    sourceId: string
    consequence: string
  }
  assessmentId?: string
  lines: SettlementLine[]
  preparedByName: string
  approvedByName?: string
  approvedAt?: string
  recomputed: { deduction: string; matches: boolean }
}
