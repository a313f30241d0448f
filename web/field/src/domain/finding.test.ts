import { describe, expect, it } from 'vitest'
import type { Finding } from '../api/types'
import { dueWords, waitsForMe } from './finding'

const finding = (change: Partial<Finding>): Finding => ({
  id: 'f1',
  number: 'WT-1',
  siteName: '主楼',
  checkpointName: '大厅',
  itemText: '地面无积水',
  severity: 'minor',
  state: 'open',
  openedAt: '2026-11-21T01:00:00Z',
  dueOn: '2026-11-24',
  overdue: false,
  daysLeft: 3,
  waitingFor: 'supplier',
  ...change,
})
const has = (...permissions: string[]) => (permission: string) => permissions.includes(permission)

describe('whose turn it is', () => {
  it('is the supplier manager when the supplier must answer', () => {
    expect(waitsForMe(finding({}), has('finding.rectify'))).toBe(true)
  })

  it.each([
    ['an inspector while the supplier must answer', finding({}), has('finding.reinspect')],
    ['a supplier manager while an inspector must decide', finding({ waitingFor: 'inspector' }), has('finding.rectify')],
    ['staff who may only read', finding({}), has('finding.read')],
    ['anybody when it is closed', finding({ waitingFor: 'none' }), has('finding.rectify', 'finding.reinspect')],
  ])('is not %s', (_who, found, may) => {
    expect(waitsForMe(found, may)).toBe(false)
  })
})

describe('the due date', () => {
  it.each([
    [{ daysLeft: 5 }, 'findings.daysLeft', 'plain'],
    [{ daysLeft: 2 }, 'findings.daysLeft', 'warn'],
    [{ daysLeft: 0 }, 'findings.dueToday', 'bad'],
    [{ daysLeft: -2, overdue: true }, 'findings.overdue', 'bad'],
  ])('%o is said as %s', (change, key, tone) => {
    expect(dueWords(finding(change))).toMatchObject({ key, tone })
  })

  it('presses nobody while an inspector must decide: the supplier has answered', () => {
    expect(dueWords(finding({ waitingFor: 'inspector', daysLeft: 0 }))).toBeUndefined()
  })
})
