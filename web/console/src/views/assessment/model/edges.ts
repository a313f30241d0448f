import { stages, type Chain, type Stage } from './chain'

export interface Edge {
  from: string
  to: string
  lit: boolean
}

/** The node's name in the page; ids of different stages may be equal. */
export const nodeKey = (stage: string, id: string): string => `${stage}:${id}`

/**
 * The lines between neighbouring columns, each once. A line is lit when a path through the
 * selection runs along it; without a selection none is, and all are drawn faintly.
 */
export function edgesOf(chain: Chain, selection: Partial<Record<Stage, string>>, indicator: string, lines: { id: string; settlementId: string }[]): Edge[] {
  const wanted = stages.filter((stage) => selection[stage])
  const found = new Map<string, Edge>()
  const add = (from: string, to: string, lit: boolean) => {
    const key = `${from}>${to}`
    const kept = found.get(key)
    if (kept) kept.lit ||= lit
    else found.set(key, { from, to, lit })
  }
  for (const path of chain.paths) {
    const lit = wanted.length > 0 && wanted.every((stage) => path[stage] === selection[stage])
    stages.forEach((stage, i) => {
      const next = stages[i + 1]
      const from = path[stage]
      const to = next && path[next]
      if (next && from && to) add(nodeKey(stage, from), nodeKey(next, to), lit)
    })
    if (path.rectification) add(nodeKey('rectification', path.rectification), nodeKey('points', indicator), lit)
  }
  const anyLit = wanted.length > 0
  for (const line of lines) {
    add(nodeKey('points', indicator), nodeKey('deduction', line.id), anyLit)
    add(nodeKey('deduction', line.id), nodeKey('payment', line.settlementId), anyLit)
  }
  return [...found.values()]
}
