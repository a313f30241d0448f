import { describe, expect, it } from 'vitest'
import { balance, draftOf, moveItem, newItem, nextCode, payloadOf, placeItem, problemsOf, type Draft } from './draft'
import { fromHundredths, sumHundredths, toHundredths } from './points'
import type { Version } from './types'
import { diffVersions, isSame } from './versionDiff'

function version(sections: Record<string, [code: string, text: string, points: string][]>, totalPoints = '10.00'): Version {
  return {
    id: 'v',
    checklistId: 'c',
    checklistCode: 'CL',
    checklistTitle: 'T',
    category: 'cleaning',
    number: 1,
    state: 'published',
    totalPoints,
    note: '',
    version: 1,
    demands: {},
    sections: Object.entries(sections).map(([title, items]) => ({
      title,
      items: items.map(([code, text, points]) => ({
        id: code,
        code,
        text,
        points,
        severity: 'minor' as const,
        photoOnFail: false,
        naAllowed: false,
        frequency: '',
        deductionRule: '',
        pointsBasis: 'suggested',
      })),
    })),
  }
}
const codes = (draft: Draft) => draft.sections.map((section) => section.items.map((item) => item.code))
const keyOf = (draft: Draft, code: string) => draft.sections.flatMap((s) => s.items).find((item) => item.code === code)!.key

describe('points', () => {
  it('are not read from what is no number of points', () => {
    for (const text of ['', 'x', '1.234', '-1', '1e3', '1,0', '.5', undefined]) expect(toHundredths(text)).toBeNull()
  })
  it('add up exactly where floats would not', () => {
    expect(fromHundredths(sumHundredths(Array<string>(10).fill('0.1')))).toBe('1.00')
    expect(fromHundredths(sumHundredths(['0.10', '0.20']))).toBe('0.30')
  })
  it('are written with a sign and two places', () => {
    expect([5, 100, -5, 9325].map(fromHundredths)).toEqual(['0.05', '1.00', '-0.05', '93.25'])
  })
})

describe('a checklist draft', () => {
  const two = () => draftOf(version({ A: [['CL-01', 'a', '4'], ['CL-02', 'b', '3']], B: [['CL-03', 'c', '3']] }))

  it('says how many points are missing or too many', () => {
    const draft = two()
    expect(balance(draft).left).toBe(0)
    draft.sections[0]!.items[0]!.points = '3.50'
    expect(balance(draft).left).toBe(50)
    draft.sections[0]!.items[0]!.points = '5'
    expect(balance(draft).left).toBe(-100)
    draft.totalPoints = 'ten'
    expect(balance(draft).left).toBeNull()
  })

  it('moves an item across the border of its section and no further', () => {
    const draft = two()
    expect(moveItem(draft, keyOf(draft, 'CL-02'), 1)).toBe(true)
    expect(codes(draft)).toEqual([['CL-01'], ['CL-02', 'CL-03']])
    expect(moveItem(draft, keyOf(draft, 'CL-02'), -1)).toBe(true)
    expect(codes(draft)).toEqual([['CL-01', 'CL-02'], ['CL-03']])
    expect(moveItem(draft, keyOf(draft, 'CL-01'), -1)).toBe(false)
    expect(moveItem(draft, keyOf(draft, 'CL-03'), 1)).toBe(false)
    expect(moveItem(draft, 'gone', 1)).toBe(false)
  })

  it('drops an item before another one or at the end, and ignores a drop on itself', () => {
    const draft = two()
    placeItem(draft, keyOf(draft, 'CL-03'), draft.sections[0]!.key, keyOf(draft, 'CL-01'))
    expect(codes(draft)).toEqual([['CL-03', 'CL-01', 'CL-02'], []])
    placeItem(draft, keyOf(draft, 'CL-01'), draft.sections[1]!.key)
    expect(codes(draft)).toEqual([['CL-03', 'CL-02'], ['CL-01']])
    placeItem(draft, keyOf(draft, 'CL-02'), draft.sections[0]!.key, keyOf(draft, 'CL-02'))
    expect(codes(draft)).toEqual([['CL-03', 'CL-02'], ['CL-01']])
  })

  it('never gives the number of a removed item to a new one', () => {
    const draft = two()
    draft.sections[1]!.items = []
    expect(nextCode(draft, 'CL', ['CL-01', 'CL-02', 'CL-03'])).toBe('CL-04')
  })

  it('names everything that stands in the way of publishing', () => {
    const draft = two()
    draft.sections[0]!.items.push(newItem('CL-04'))
    draft.sections[1]!.title = 'A'
    draft.sections.push({ key: 'x', title: ' ', items: [] })
    expect(problemsOf(draft).map((p) => p.kind)).toEqual([
      'section_duplicate',
      'text_missing',
      'points_invalid',
      'section_duplicate',
      'section_untitled',
      'section_empty',
    ])
    expect(problemsOf({ ...draftOf(version({})), totalPoints: 'x' }).map((p) => p.kind)).toEqual(['total_invalid', 'no_items'])
  })

  it('sends no local keys, no clause texts and no empty sections', () => {
    const draft = two()
    draft.sections[0]!.items[0]!.clause = { id: 'c1', number: '5.1', title: 't', standardNo: 'GB', standardTitle: 's' }
    draft.sections[1]!.items = []
    const sent = payloadOf(draft)
    expect(sent.sections.map((s) => s.title)).toEqual(['A'])
    expect(sent.sections[0]!.items[0]).toMatchObject({ code: 'CL-01', clauseId: 'c1' })
    expect(Object.keys(sent.sections[0]!.items[0]!)).not.toContain('key')
    expect(Object.keys(sent.sections[0]!.items[0]!)).not.toContain('clause')
  })
})

describe('what publishing changes', () => {
  const before = version({ A: [['1', 'a', '4'], ['2', 'b', '3']], B: [['3', 'c', '3']] })

  it('is nothing for an untouched copy', () => {
    expect(isSame(diffVersions(before, draftOf(before)))).toBe(true)
  })
  it('is everything for a first version', () => {
    expect(diffVersions(undefined, draftOf(before)).added.map((line) => line.code)).toEqual(['1', '2', '3'])
  })
  it('is listed item by item with the text before and after', () => {
    const after = draftOf(version({ A: [['1', 'a!', '4'], ['4', 'd', '3']], B: [['3', 'c', '3']] }))
    const diff = diffVersions(before, after)
    expect(diff.removed.map((line) => line.code)).toEqual(['2'])
    expect(diff.added.map((line) => line.code)).toEqual(['4'])
    expect(diff.changed).toEqual([{ code: '1', text: 'a!', points: '4', changes: [{ field: 'text', before: 'a', after: 'a!' }] }])
    expect(diff.moved).toBe(0)
  })
  it('counts one dragged item as one move and a changed section as a change', () => {
    const after = draftOf(version({ A: [['2', 'b', '3']], B: [['3', 'c', '3'], ['1', 'a', '4']] }))
    const diff = diffVersions(before, after)
    expect(diff.moved).toBe(1)
    expect(diff.changed.map((line) => line.changes[0]!.field)).toEqual(['section'])
  })
})
