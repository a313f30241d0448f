// What a person can do about a refusal. Nothing is thrown away: each way keeps what was filled in.

import type { FieldRecord } from './record'

export type Remedy = 'newVersion' | 'withoutTask' | 'withoutCode' | 'edit' | 'resend'

const tasks = new Set(['task_already_done', 'task_mismatch', 'task_not_open'])
const labels = new Set(['code_revoked', 'code_unknown'])
const later = new Set(['time_in_future', 'phone_failed'])
const final = new Set([
  'checkpoint_retired',
  'checklist_mismatch',
  'mode_mismatch',
  'time_too_old',
  'not_found',
  'forbidden',
  'permission_denied',
  'idempotency_key_reused',
  'finding_closed',
  'finding_cancelled',
  'rectification_pending',
  'rectification_superseded',
  'rectification_missing',
  'reinspector_is_author',
])

/** The remedy to offer first, or undefined when only keeping or deleting is left. */
export function remedyFor(record: FieldRecord): Remedy | undefined {
  const code = record.refusal?.code
  if (!code) return undefined
  // a number that names no place is not mended by writing the report anew
  if (record.kind === 'labelReport' && code === 'code_unknown') return undefined
  if (record.kind !== 'inspection') return final.has(code) ? undefined : later.has(code) ? 'resend' : 'edit'
  if (code === 'checklist_version_superseded' || code === 'checklist_version_unknown') return 'newVersion'
  if (tasks.has(code) && record.taskId) return 'withoutTask'
  if (labels.has(code) && record.place.code && record.place.checkpointId) return 'withoutCode'
  if (later.has(code)) return 'resend'
  return final.has(code) ? undefined : 'edit'
}
