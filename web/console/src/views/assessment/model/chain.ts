import type { Finding } from '../../findings/model/types'
import type { Fact } from './types'

// The chain is drawn from lists the server already gives: facts of one indicator
// (each names its clause and its record) and the findings of the same supplier and
// month. A path is one way through it; a node is lit when a path through the
// selected nodes passes it.

export type Stage = 'clause' | 'item' | 'observation' | 'finding' | 'rectification'
export const stages: Stage[] = ['clause', 'item', 'observation', 'finding', 'rectification']
export type Selection = Partial<Record<Stage, string>>

export interface ChainNode {
  id: string
  stage: Stage
  title: string
  detail: string
  good: number
  bad: number
  lit: boolean
  fact?: Fact
  finding?: Finding
}
type Path = Partial<Record<Stage, string>>

export const noClause = 'none'
const badKinds = /_fail$|^task_missed$|^task_late$|^finding_|late$|returned$/
export const isBad = (fact: Pick<Fact, 'kind'>): boolean => badKinds.test(fact.kind)

const itemOf = (clause: string, title: string) => `${clause}|${title}`

export interface Chain {
  columns: Record<Stage, ChainNode[]>
  paths: Path[]
}

export function buildChain(facts: Fact[], findings: Finding[]): Chain {
  const nodes: Record<Stage, Map<string, ChainNode>> = {
    clause: new Map(),
    item: new Map(),
    observation: new Map(),
    finding: new Map(),
    rectification: new Map(),
  }
  const put = (node: Omit<ChainNode, 'good' | 'bad' | 'lit'>) => {
    const kept = nodes[node.stage].get(node.id) ?? { ...node, good: 0, bad: 0, lit: true }
    nodes[node.stage].set(node.id, kept)
    return kept
  }
  const byId = new Map(findings.map((finding) => [finding.id, finding]))

  const paths: Path[] = []
  for (const fact of facts) {
    const clauseId = fact.clauseId || noClause
    const title = fact.title || ''
    const clause = put({ id: clauseId, stage: 'clause', title: fact.clauseTitle ?? '', detail: '' })
    const item = put({ id: itemOf(clauseId, title), stage: 'item', title, detail: '', fact })
    const bad = isBad(fact)
    for (const node of [clause, item]) node[bad ? 'bad' : 'good'] += fact.count
    const path: Path = { clause: clause.id, item: item.id }
    if (bad) {
      put({ id: fact.id, stage: 'observation', title, detail: fact.occurredOn, fact }).bad += fact.count
      path.observation = fact.id
      const finding = byId.get(fact.refType === 'finding' ? fact.refId : (fact.findingId ?? ''))
      if (finding) addFinding(put, path, finding)
    }
    paths.push(path)
  }
  const columns = Object.fromEntries(stages.map((stage) => [stage, [...nodes[stage].values()].sort(worstFirst)])) as Chain['columns']
  return { columns, paths }
}


function addFinding(put: (node: Omit<ChainNode, 'good' | 'bad' | 'lit'>) => ChainNode, path: Path, finding: Finding) {
  put({ id: finding.id, stage: 'finding', title: finding.number, detail: finding.siteName, finding })
  path.finding = finding.id
  const id = `r:${finding.id}`
  const open = finding.state === 'open' || finding.state === 'returned'
  const node = put({ id, stage: 'rectification', title: finding.number, detail: '', finding })
  node.bad = open ? 1 : 0
  node.good = open ? 0 : 1
  path.rectification = id
}

const worstFirst = (a: ChainNode, b: ChainNode) => b.bad - a.bad || b.good - a.good || a.title.localeCompare(b.title, 'zh-CN')

/**
 * Each column in the order of its neighbour to the left, so that the lines between them cross
 * as little as they can. The first column keeps its own order, the worst first.
 */
export function orderByLeft(columns: Record<Stage, ChainNode[]>, paths: Path[]): Record<Stage, ChainNode[]> {
  const out = { ...columns }
  for (let i = 1; i < stages.length; i++) {
    const stage = stages[i]!
    const left = stages[i - 1]!
    const place = new Map(out[left].map((node, at) => [node.id, at]))
    const best = new Map<string, number>()
    for (const path of paths) {
      const id = path[stage]
      const at = place.get(path[left] ?? '')
      if (id !== undefined && at !== undefined) best.set(id, Math.min(best.get(id) ?? Infinity, at))
    }
    const rank = (node: ChainNode) => best.get(node.id) ?? Infinity
    out[stage] = [...out[stage]].sort((a, b) => Number(b.bad > 0) - Number(a.bad > 0) || rank(a) - rank(b))
  }
  return out
}

/** The same columns with `lit` set for every node that lies on a path through the selection. */
export function light(chain: Chain, selection: Selection): Record<Stage, ChainNode[]> {
  const wanted = stages.filter((stage) => selection[stage])
  const through = chain.paths.filter((path) => wanted.every((stage) => path[stage] === selection[stage]))
  const lit = new Set(through.flatMap((path) => stages.map((stage) => path[stage]).filter(Boolean)))
  const columns = {} as Record<Stage, ChainNode[]>
  for (const stage of stages)
    columns[stage] = chain.columns[stage].map((node) => ({ ...node, lit: !wanted.length || lit.has(node.id) }))
  return columns
}
