import { computed } from 'vue'
import { useI18n } from 'vue-i18n'

export interface Option {
  value: string
  label: string
}

export const vocabulary = {
  category: ['property', 'conference', 'cleaning', 'security', 'canteen', 'greening', 'equipment'],
  severity: ['minor', 'major', 'critical'],
  supplierState: ['candidate', 'admitted', 'probation', 'active', 'suspended', 'exiting', 'exited', 'debarred'],
  contractState: ['draft', 'active', 'terminated', 'expired'],
  taskState: ['open', 'done', 'late', 'missed'],
  findingState: ['open', 'submitted', 'returned', 'closed', 'cancelled'],
  doubtState: ['open', 'upheld', 'dismissed'],
  doubtKind: ['outside_fence', 'speed_impossible', 'photo_identical', 'photo_similar', 'clock_far', 'position_repeated', 'label_replaced', 'missing_label_scan', 'missing_position', 'missing_challenge', 'missing_dwell', 'missing_photo', 'missing_camera', 'brought_by_file'],
  drawState: ['prepared', 'drawn', 'cancelled'],
  drawPurpose: ['manual', 'adaptive', 'recheck'],
  supervisionLevel: ['normal', 'tightened', 'reduced', 'discontinued'],
  siteState: ['active', 'closed'],
  checkpointState: ['active', 'retired'],
  checklistState: ['active', 'retired'],
  assessmentState: ['draft', 'published'],
  settlementState: ['draft', 'approved'],
  billing: ['month', 'year', 'once'],
  per: ['month', 'year', 'day', 'meal', 'once', 'three_years'],
  basis: ['quoted', 'derived'],
  mode: ['self', 'supervision'],
  assignee: ['supplier', 'agency'],
  standardCategory: ['general', 'supervision', 'assurance'],
} as const

/** The choices of one closed list, in the order of the field and in the present language. */
export function useOptions(domain: keyof typeof vocabulary) {
  const { t } = useI18n()
  return computed<Option[]>(() => vocabulary[domain].map((value) => ({ value, label: t(`vocab.${domain}.${value}`) })))
}
