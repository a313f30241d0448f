import { sumHundredths, toHundredths } from './points'
import type { ChecklistItem, ClauseRef, Severity, Version } from './types'

/** An item while it is being written. `key` is local: a saved draft gets new ids. */
export interface DraftItem {
  key: string
  code: string
  text: string
  points: string
  severity: Severity
  photoOnFail: boolean
  naAllowed: boolean
  clause?: ClauseRef
  frequency: string
  deductionRule: string
  sourceId?: string
  source?: ChecklistItem['source']
  pointsBasis: string
}
export interface DraftSection {
  key: string
  title: string
  items: DraftItem[]
}
/** The time on the spot in minutes, as people set it. */
export interface DraftDemands {
  labelScan: boolean
  position: boolean
  challenge: boolean
  cameraOnly: boolean
  photoAlways: boolean
  minDwellMinutes: number
}
export interface Draft {
  totalPoints: string
  note: string
  demands: DraftDemands
  sections: DraftSection[]
}

export type DraftProblem =
  | { kind: 'points_invalid' | 'text_missing'; itemKey: string }
  | { kind: 'section_untitled' | 'section_empty' | 'section_duplicate'; sectionKey: string }
  | { kind: 'no_items' | 'total_invalid' }

let nextKey = 0
const key = () => `k${++nextKey}`

export function draftOf(version: Version): Draft {
  return {
    totalPoints: version.totalPoints,
    note: version.note ?? '',
    demands: demandsOf(version.demands),
    sections: version.sections.map((section) => ({
      key: key(),
      title: section.title,
      items: section.items.map((item) => ({
        key: key(),
        code: item.code,
        text: item.text,
        points: item.points,
        severity: item.severity,
        photoOnFail: item.photoOnFail,
        naAllowed: item.naAllowed,
        clause: item.clause,
        frequency: item.frequency ?? '',
        deductionRule: item.deductionRule ?? '',
        sourceId: item.sourceId,
        source: item.source,
        pointsBasis: item.pointsBasis ?? 'suggested',
      })),
    })),
  }
}

function demandsOf(d: Partial<Version['demands']> = {}): DraftDemands {
  return {
    labelScan: Boolean(d.labelScan),
    position: Boolean(d.position),
    challenge: Boolean(d.challenge),
    cameraOnly: Boolean(d.cameraOnly),
    photoAlways: Boolean(d.photoAlways),
    minDwellMinutes: Math.round((d.minDwellSeconds ?? 0) / 60),
  }
}

export function payloadOf(draft: Draft) {
  return {
    totalPoints: draft.totalPoints.trim(),
    note: draft.note.trim(),
    demands: payloadOfDemands(draft.demands),
    // A section without items is not kept by the server; on this page it stays until it is filled.
    sections: draft.sections.filter((section) => section.items.length).map((section) => ({
      title: section.title.trim(),
      items: section.items.map(({ key: _key, clause, source: _source, ...item }) => ({
        ...item,
        text: item.text.trim(),
        points: item.points.trim(),
        clauseId: clause?.id,
      })),
    })),
  }
}

function payloadOfDemands({ minDwellMinutes, ...rest }: DraftDemands) {
  return { ...rest, minDwellSeconds: (minDwellMinutes || 0) * 60 }
}

/** Hundredths given out, hundredths required (null: the required total is not a number), and what is left. */
export function balance(draft: Draft) {
  const given = sumHundredths(draft.sections.flatMap((section) => section.items.map((item) => item.points)))
  const required = toHundredths(draft.totalPoints)
  return { given, required, left: required === null ? null : required - given }
}

export function problemsOf(draft: Draft): DraftProblem[] {
  const found: DraftProblem[] = []
  if (toHundredths(draft.totalPoints) === null) found.push({ kind: 'total_invalid' })
  if (!draft.sections.some((section) => section.items.length)) found.push({ kind: 'no_items' })
  for (const section of draft.sections) {
    const title = section.title.trim()
    if (!title) found.push({ kind: 'section_untitled', sectionKey: section.key })
    else if (draft.sections.some((other) => other !== section && other.title.trim() === title)) found.push({ kind: 'section_duplicate', sectionKey: section.key })
    if (!section.items.length) found.push({ kind: 'section_empty', sectionKey: section.key })
    for (const item of section.items) {
      if (!item.text.trim()) found.push({ kind: 'text_missing', itemKey: item.key })
      if (toHundredths(item.points) === null) found.push({ kind: 'points_invalid', itemKey: item.key })
    }
  }
  return found
}

// A code names an item for as long as the checklist lives, so a removed item's
// number is not given to a new one while it can still be seen in this draft's past.
export function nextCode(draft: Draft, prefix: string, alsoTaken: string[] = []): string {
  const taken = [...alsoTaken, ...draft.sections.flatMap((section) => section.items.map((item) => item.code))]
  const highest = taken.reduce((max, code) => Math.max(max, Number(/(\d+)$/.exec(code)?.[1] ?? 0)), 0)
  return `${prefix}-${String(highest + 1).padStart(2, '0')}`
}

export function newItem(code: string): DraftItem {
  return {
    key: key(),
    code,
    text: '',
    points: '',
    severity: 'minor',
    photoOnFail: false,
    naAllowed: false,
    frequency: '',
    deductionRule: '',
    pointsBasis: 'suggested',
  }
}

export function newSection(title = ''): DraftSection {
  return { key: key(), title, items: [] }
}

/** Moves an item by one place; past the end of its section it goes on in the next one. */
export function moveItem(draft: Draft, itemKey: string, step: -1 | 1): boolean {
  const from = draft.sections.findIndex((section) => section.items.some((item) => item.key === itemKey))
  if (from < 0) return false
  const items = draft.sections[from]!.items
  const at = items.findIndex((item) => item.key === itemKey)
  const to = at + step
  if (to >= 0 && to < items.length) {
    items.splice(to, 0, ...items.splice(at, 1))
    return true
  }
  const neighbour = draft.sections[from + step]
  if (!neighbour) return false
  neighbour.items.splice(step > 0 ? 0 : neighbour.items.length, 0, ...items.splice(at, 1))
  return true
}

/** Puts an item before `beforeKey`, or at the end of the section. */
export function placeItem(draft: Draft, itemKey: string, sectionKey: string, beforeKey?: string): void {
  const target = draft.sections.find((section) => section.key === sectionKey)
  const source = draft.sections.find((section) => section.items.some((item) => item.key === itemKey))
  if (!target || !source || itemKey === beforeKey) return
  const moved = source.items.splice(
    source.items.findIndex((item) => item.key === itemKey),
    1,
  )
  const at = beforeKey ? target.items.findIndex((item) => item.key === beforeKey) : -1
  target.items.splice(at < 0 ? target.items.length : at, 0, ...moved)
}

export function moveSection(draft: Draft, sectionKey: string, step: -1 | 1): boolean {
  const at = draft.sections.findIndex((section) => section.key === sectionKey)
  const to = at + step
  if (at < 0 || to < 0 || to >= draft.sections.length) return false
  draft.sections.splice(to, 0, ...draft.sections.splice(at, 1))
  return true
}
