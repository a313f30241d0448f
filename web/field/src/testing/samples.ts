// Small true-to-life objects for the tests.

import type { ChecklistVersion, Receipt } from '../api/types'
import { answer, itemsOf, startDraft } from '../domain/draft'
import type { InspectionRecord } from '../domain/record'
import { openDatabase, type StoredPhoto } from '../store/database'
import { RecordStore } from '../store/records'

export const noon = '2026-11-21T04:00:00.000Z'

export const version = (id = 'v1', change: Record<string, string> = {}): ChecklistVersion => ({
  id,
  checklistId: 'list',
  checklistTitle: '公共区域保洁',
  number: 1,
  totalPoints: '15',
  sections: [
    {
      title: '大厅',
      items: [
        item(id, 'A1', change.A1 ?? '地面无积水', { photoOnFail: true }),
        item(id, 'A2', change.A2 ?? '门窗玻璃无尘', { naAllowed: true }),
      ],
    },
    { title: '楼梯', items: [item(id, 'B1', change.B1 ?? '扶手无尘', {})] },
  ],
})

function item(versionId: string, code: string, text: string, rest: { photoOnFail?: boolean; naAllowed?: boolean }) {
  return {
    id: `${versionId}-${code}`,
    code,
    text,
    points: '5',
    severity: 'minor' as const,
    photoOnFail: false,
    naAllowed: false,
    ...rest,
  }
}

export function draft(id = 'key-1', userId = 'wang'): InspectionRecord {
  return startDraft({
    id,
    userId,
    version: version(),
    mode: 'self',
    now: noon,
    place: { code: 'CODE1', checkpointId: 'cp1', name: '一层大厅', siteName: '主楼' },
  })
}

export function allPassed(id = 'key-1', userId = 'wang'): InspectionRecord {
  return itemsOf(version()).reduce((record, each) => answer(record, each, 'pass'), draft(id, userId))
}

/** A finished draft whose first item failed with one photo. */
export function withPhoto(id = 'key-1', sha256 = 'aa'): InspectionRecord {
  const passed = allPassed(id)
  return { ...passed, answers: { ...passed.answers, 'v1-A1': { result: 'fail', note: '', photos: [sha256] } } }
}

export const photo = (recordId = 'key-1', sha256 = 'aa'): StoredPhoto => ({
  recordId,
  sha256,
  bytes: new Uint8Array([1, 2, 3]).buffer,
  type: 'image/jpeg',
  width: 4,
  height: 3,
  takenAt: noon,
  uploaded: false,
})

export const receipt = (number = 'ZC-1'): Receipt => ({
  id: 'i1',
  number,
  receivedAt: noon,
  occurredOn: '2026-11-21',
  checkpointName: '一层大厅',
  siteName: '主楼',
  pass: 3,
  fail: 0,
  na: 0,
  points: '15',
  totalPoints: '15',
  findings: [],
})

let count = 0
export async function freshStore(now = () => new Date(noon)): Promise<RecordStore> {
  count += 1
  return new RecordStore(await openDatabase(`test-${Date.now()}-${count}`), now)
}
