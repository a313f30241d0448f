import type { RouteLocationRaw } from 'vue-router'
import { doors } from '@console/app/doors'
import type { Attention } from '@console/api/types'
import { addDays } from '@shared/format'

/** Where the one next action of a kind leads. */
export function actionDoor(kind: string, day: string, supplierId?: string): RouteLocationRaw | undefined {
  switch (kind) {
    case 'missed_rounds':
      return doors.tasks({ day, state: 'missed' })
    case 'overdue_rectification':
      return doors.findings({ overdue: 'true' })
    case 'awaiting_reinspection':
      return doors.findings({ state: 'submitted' })
    case 'awaiting_rectification':
      return doors.findings({ state: 'open' })
    case 'open_doubts':
      return doors.doubts({})
    case 'label_reports':
      return doors.labelReports({})
    case 'labels_to_print':
      return doors.labels({ status: 'replaced' })
    case 'falling_grade':
    case 'assessment_to_publish':
    case 'insufficient_data':
      return doors.assessments({})
    case 'expiring_qualification':
      return supplierId ? doors.supplier(supplierId, 'qualifications') : undefined
    case 'over_quota':
      return doors.quotaReport({ groupBy: 'supplier' })
    case 'contract_ending':
      return doors.contracts({ state: 'active', endsBefore: addDays(day, 90) })
    case 'settlement_to_approve':
    case 'settlement_to_prepare':
      return doors.settlements({})
    default:
      return undefined
  }
}

/** Why it matters, as a key. Points may fall within a grade; only a lower grade costs money, and only then is it urgent. */
export const reasonOf = (item: Pick<Attention, 'kind' | 'severity'>): string =>
  item.kind === 'falling_grade' && item.severity !== 'high' ? 'falling_points' : item.kind

const rank = { high: 0, medium: 1, low: 2 }

/** In order of harm if left. The server's order decides among equals. */
export function byHarm(attention: Attention[]): Attention[] {
  return [...attention].sort((a, b) => rank[a.severity] - rank[b.severity])
}

/** "84.60" and "90.05" → −545 hundredths; undefined when either is missing. */
export function pointsChange(now?: string, before?: string): number | undefined {
  if (!now || !before) return undefined
  return Math.round(Number(now) * 100) - Math.round(Number(before) * 100)
}
