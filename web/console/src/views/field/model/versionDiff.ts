import type { Draft, DraftItem } from './draft'
import { draftOf } from './draft'
import type { Version } from './types'

export type ChangedField =
  | 'section'
  | 'text'
  | 'points'
  | 'severity'
  | 'photoOnFail'
  | 'naAllowed'
  | 'clause'
  | 'frequency'
  | 'deductionRule'

export interface FieldChange {
  field: ChangedField
  before: string
  after: string
}
export interface ItemLine {
  code: string
  text: string
  points: string
}
export interface VersionDiff {
  added: ItemLine[]
  removed: ItemLine[]
  changed: (ItemLine & { changes: FieldChange[] })[]
  moved: number
  /** What is demanded as proof differs. */
  demands: boolean
  totalBefore: string
  totalAfter: string
}

interface Placed {
  item: DraftItem
  section: string
}

function byCode(draft: Pick<Draft, 'sections'>): Map<string, Placed> {
  const map = new Map<string, Placed>()
  for (const section of draft.sections)
    for (const item of section.items) map.set(item.code, { item, section: section.title })
  return map
}

const values = ({ item, section }: Placed): Record<ChangedField, string> => ({
  section,
  text: item.text.trim(),
  points: item.points,
  severity: item.severity,
  photoOnFail: String(item.photoOnFail),
  naAllowed: String(item.naAllowed),
  clause: item.clause ? `${item.clause.standardNo} ${item.clause.number}` : '',
  frequency: item.frequency,
  deductionRule: item.deductionRule,
})

const line = ({ item }: Placed): ItemLine => ({ code: item.code, text: item.text, points: item.points })

/** What publishing `draft` would change for the inspectors, matched by item code. */
export function diffVersions(current: Version | undefined, draft: Draft): VersionDiff {
  const before = byCode(current ? draftOf(current) : { sections: [] })
  const after = byCode(draft)
  const diff: VersionDiff = {
    added: [],
    removed: [],
    changed: [],
    moved: 0,
    demands: Boolean(current) && JSON.stringify(draftOf(current!).demands) !== JSON.stringify(draft.demands),
    totalBefore: current?.totalPoints ?? '',
    totalAfter: draft.totalPoints,
  }
  for (const [code, placed] of before) if (!after.has(code)) diff.removed.push(line(placed))
  for (const [code, placed] of after) {
    const old = before.get(code)
    if (!old) {
      diff.added.push(line(placed))
      continue
    }
    const was = values(old)
    const is = values(placed)
    const changes = (Object.keys(is) as ChangedField[])
      .filter((field) => was[field] !== is[field])
      .map((field) => ({ field, before: was[field], after: is[field] }))
    if (changes.length) diff.changed.push({ ...line(placed), changes })
  }
  diff.moved = countMoved([...before.keys()], [...after.keys()])
  return diff
}

// Items whose order changed among those that stayed: everything outside the
// longest common increasing run, so that one dragged item counts as one.
function countMoved(before: string[], after: string[]): number {
  const kept = after.filter((code) => before.includes(code)).map((code) => before.indexOf(code))
  const tails: number[] = []
  for (const at of kept) {
    const slot = tails.findIndex((tail) => tail >= at)
    if (slot < 0) tails.push(at)
    else tails[slot] = at
  }
  return kept.length - tails.length
}

export const isSame = (diff: VersionDiff): boolean =>
  !diff.added.length && !diff.removed.length && !diff.changed.length && !diff.moved && !diff.demands && diff.totalBefore === diff.totalAfter
