import 'fake-indexeddb/auto'
import { describe, expect, it } from 'vitest'
import { isUntouched } from '../store/records'
import { noon } from '../testing/samples'
import { photosOf, type LabelReportRecord } from './record'
import { remedyFor } from './remedy'

const report = (change: Partial<LabelReportRecord> = {}): LabelReportRecord => ({
  id: 'key-9',
  userId: 'wang',
  state: 'draft',
  createdAt: noon,
  updatedAt: noon,
  attempts: 0,
  kind: 'labelReport',
  number: 'DW-7K3F9Q',
  title: '三层东侧卫生间',
  note: '',
  photos: [],
  ...change,
})

describe('a report about a label', () => {
  it('is nothing to keep until something was said', () => {
    expect(isUntouched(report())).toBe(true)
    for (const said of [{ what: 'lost' as const }, { note: '不见了' }, { photos: ['aa'] }]) expect(isUntouched(report(said))).toBe(false)
  })

  it('sends each of its photos once', () => {
    expect(photosOf(report({ photos: ['aa', 'bb', 'aa'] }))).toEqual(['aa', 'bb'])
  })

  it.each([
    ['code_unknown', undefined],
    ['checkpoint_retired', undefined],
    ['not_found', undefined],
    ['time_in_future', 'resend'],
    ['photo_lost', 'edit'],
    ['too_many_photos', 'edit'],
  ] as const)('refused with %s can be: %s', (code, remedy) => {
    expect(remedyFor(report({ state: 'refused', refusal: { code, at: noon } }))).toBe(remedy)
  })
})
