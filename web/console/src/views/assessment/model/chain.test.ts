import { describe, expect, it } from 'vitest'
import type { Finding } from '../../findings/model/types'
import { buildChain, isBad, light, noClause, orderByLeft } from './chain'
import { edgesOf } from './edges'
import { schemeProblems, toBp, weightBalance } from './scheme'
import type { Fact, Indicator } from './types'

let n = 0
const fact = (kind: string, title: string, clauseId?: string, findingId?: string): Fact =>
  ({ id: `f${++n}`, kind, title, clauseId, clauseTitle: clauseId, findingId, occurredOn: '2026-10-05', count: 1, amount: 0, siteName: '甲', category: 'cleaning', refType: 'observation', refId: `o${n}` }) as Fact
const finding = (id: string, state: Finding['state']) => ({ id, number: id, state, siteName: '甲', itemText: 'x', openedAt: '2026-10-05T01:00:00Z' }) as Finding

const facts = [
  fact('check_pass', '地面', 'c1'),
  fact('check_fail', '地面', 'c1', 'w1'),
  fact('check_fail', '门窗', 'c2', 'w2'),
  fact('check_pass', '垃圾桶'),
]
const chain = buildChain(facts, [finding('w1', 'closed'), finding('w2', 'open')])

describe('the chain', () => {
  it('counts passes and fails on clause and item, the worst first, and keeps what names no clause', () => {
    expect(chain.columns.clause.map((node) => [node.id, node.good, node.bad])).toEqual([
      ['c1', 1, 1],
      ['c2', 0, 1],
      [noClause, 1, 0],
    ])
    expect(chain.columns.item.map((node) => node.title)).toEqual(['地面', '门窗', '垃圾桶'])
  })
  it('lists only failed results one by one, each with the finding its fact names', () => {
    expect(chain.columns.observation).toHaveLength(2)
    expect(chain.columns.finding.map((node) => node.id).sort()).toEqual(['w1', 'w2'])
    expect(chain.columns.rectification.map((node) => node.bad).sort()).toEqual([0, 1])
  })
  it('shows no finding that the facts do not name', () => {
    expect(buildChain(facts, [finding('other', 'open')]).columns.finding).toEqual([])
  })
  it('lights the whole path through a finding, both ways, and nothing else', () => {
    const lit = light(chain, { finding: 'w2' })
    expect(lit.clause.filter((node) => node.lit).map((node) => node.id)).toEqual(['c2'])
    expect(lit.item.filter((node) => node.lit).map((node) => node.title)).toEqual(['门窗'])
    expect(lit.rectification.filter((node) => node.lit)).toHaveLength(1)
  })
  it('lights everything when nothing is chosen', () => {
    expect(Object.values(light(chain, {})).flat().every((node) => node.lit)).toBe(true)
  })
  it('orders a column by its neighbour, harm first', () => {
    const swapped = { ...chain.columns, observation: [...chain.columns.observation].reverse() }
    expect(orderByLeft(swapped, chain.paths).observation.map((node) => node.title)).toEqual(['地面', '门窗'])
  })
  it('draws each line once and lights those of the chosen path to the payment', () => {
    const edges = edgesOf(chain, { finding: 'w1' }, 'pass_rate', [{ id: 'l1', settlementId: 's1' }])
    expect(new Set(edges.map((edge) => `${edge.from}>${edge.to}`)).size).toBe(edges.length)
    const lit = edges.filter((edge) => edge.lit).map((edge) => edge.to)
    expect(lit).toContain('finding:w1')
    expect(lit).not.toContain('finding:w2')
    expect(lit).toContain('payment:s1')
    expect(edgesOf(chain, {}, 'pass_rate', []).some((edge) => edge.lit)).toBe(false)
  })
  it('knows which facts cost points', () => {
    expect(['check_fail', 'task_missed', 'task_late', 'finding_major', 'rectification_late', 'rectification_returned'].every((kind) => isBad({ kind }))).toBe(true)
    expect(['check_pass', 'task_done', 'rating', 'rectification_on_time', 'check_na'].some((kind) => isBad({ kind }))).toBe(false)
  })
})

describe('a scheme', () => {
  const ratio: Indicator = { code: 'a', name: '甲', nameEn: '', weight: '60', kind: 'ratio', numerator: ['check_pass'], denominator: ['check_pass', 'check_fail'], floorBp: 6000, targetBp: 9500, perUnit: {}, minSample: 5 }
  const deduct: Indicator = { ...ratio, code: 'b', weight: '40', kind: 'deduct', numerator: [], perUnit: { finding_major: '2.00' } }

  it('is complete when its weights are 100 to the hundredth', () => {
    expect(schemeProblems([ratio, deduct])).toEqual([])
    expect(weightBalance([ratio, { weight: '39.99' }]).left).toBe(1)
  })
  it('is refused with the reason and the indicator', () => {
    const wrong = schemeProblems([
      { ...ratio, weight: 'x', targetBp: 6000, numerator: [] },
      { ...deduct, name: ' ', perUnit: {} },
    ])
    expect(wrong).toEqual([
      { problem: 'weights' },
      { problem: 'weight_invalid', at: 0 },
      { problem: 'no_facts', at: 0 },
      { problem: 'target_not_above_floor', at: 0 },
      { problem: 'name_missing', at: 1 },
      { problem: 'per_unit_missing', at: 1 },
    ])
  })
  it('takes percentages as people type them and nothing above a hundred', () => {
    expect(['97.5', '100%', ' 60 '].map(toBp)).toEqual([9750, 10000, 6000])
    expect(['', 'x', '101', '-1', '97.555'].map(toBp)).toEqual([null, null, null, null, null])
  })
})
