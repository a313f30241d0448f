// What a record says to the server, as a pure function of the record: sent over the net or written
// to a file, however often, it is the same, and the server's answer to its key the same too.

import { inspectionBody } from './draft'
import type { FieldRecord } from './record'

export function bodyOf(record: FieldRecord): object {
  switch (record.kind) {
    case 'inspection': {
      const body = inspectionBody(record)
      // the part is always there: whoever sends adds the clock at sending, which does not count
      return { ...body, evidence: { ...body.evidence } }
    }
    case 'rectification':
      return { cause: record.cause.trim(), action: record.action.trim(), photos: record.photos }
    case 'reinspection':
      if (!record.result) throw new Error('a reinspection has a result before it is submitted')
      return { result: record.result, note: record.note.trim(), photos: record.photos }
    case 'labelReport': {
      if (!record.what) throw new Error('a label report says what is wrong before it is submitted')
      const of = record.checkpointId ? { checkpointId: record.checkpointId } : { number: record.number }
      return { ...of, kind: record.what, note: record.note.trim(), photos: record.photos, reportedAt: record.reportedAt }
    }
  }
}

/** What the record answers: a finding, a rectification; nothing for a check or a report. */
export function answered(record: FieldRecord): string | undefined {
  if (record.kind === 'rectification') return record.findingId
  return record.kind === 'reinspection' ? record.rectificationId : undefined
}
