import type { AuditEntry } from '@console/api/types'

/** What people call a record, the most telling first; the log keeps records whole, so that the name is in it. */
const naming = ['number', 'displayName', 'name', 'title', 'username', 'serviceItem', 'code', 'day']

function nameIn(content: unknown): string | undefined {
  if (!content || typeof content !== 'object') return undefined
  const fields = content as Record<string, unknown>
  const found = naming.map((key) => fields[key]).find((v) => typeof v === 'string' && v)
  return found as string | undefined
}

/** A day, a month or a word such as "catalogue" says itself what it is; an identifier does not. */
const isIdentifier = (id: string) => /^[0-9A-HJKMNP-TV-Z]{26}$/.test(id)

/** The name of what an entry is about. Who signs in is also who did it; the rest is named by what was recorded. */
export function targetName(entry: Pick<AuditEntry, 'target' | 'targetId' | 'actorId' | 'actorName' | 'before' | 'after'>): string {
  if (entry.target === 'user' && entry.targetId && entry.targetId === entry.actorId) return entry.actorName
  return nameIn(entry.after) ?? nameIn(entry.before) ?? (isIdentifier(entry.targetId) ? entry.targetId.slice(-8) : entry.targetId)
}
