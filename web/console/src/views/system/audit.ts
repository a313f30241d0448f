import { dateTime } from '@shared/format'
import type { AuditEntry } from '@console/api/types'

/** What people call a record, the most telling first; the log keeps records whole, so that the name is in it. */
const naming = ['number', 'displayName', 'name', 'title', 'username', 'serviceItem', 'code', 'day']

/** Some records were written down with their first letters large. */
export const small = (key: string) => (key === key.toUpperCase() ? key.toLowerCase() : key.charAt(0).toLowerCase() + key.slice(1))

function nameIn(content: unknown): string | undefined {
  if (!content || typeof content !== 'object') return undefined
  const fields = Object.fromEntries(Object.entries(content).map(([key, value]) => [small(key), value]))
  const found = naming.map((key) => fields[key]).find((v) => typeof v === 'string' && v)
  return found as string | undefined
}

/** A day or a month says itself what it is; an identifier does not. */
const isIdentifier = (id: string) => /^[0-9A-HJKMNP-TV-Z]{26}$/.test(id)

/** The name of what an entry is about: what it is called now, else what was recorded, else the end of its identifier. */
export function targetName(entry: Pick<AuditEntry, 'targetId' | 'targetName' | 'before' | 'after'>, thing: Record<string, string> = {}): string {
  return entry.targetName || nameIn(entry.after) || nameIn(entry.before) || thing[entry.targetId] || (isIdentifier(entry.targetId) ? entry.targetId.slice(-8) : entry.targetId)
}

/** Who did it: a person by name; a job or a command, which run without a person, by what they do. */
export function actorName(entry: Pick<AuditEntry, 'actorId' | 'actorName'>, system: Record<string, string>): string {
  return (entry.actorId === 'system' && system[entry.actorName]) || entry.actorName || '—'
}

/** A recorded value as it is read; instants in the agency's zone. */
export function valueText(value: unknown, t: (key: string) => string): string {
  if (value === undefined || value === null) return '—'
  if (typeof value === 'boolean') return t(value ? 'common.yes' : 'common.no')
  if (typeof value === 'string') return /^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$/.test(value) ? dateTime(value) : value || '—'
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return value.length ? value.join(t('common.comma')) : '—'
  return JSON.stringify(value)
}

/** Identifiers of other records: for whoever digs, behind what is said in words. */
export const isReference = (key: string) => /(^id|Id|ID|Ids)$/.test(key)

/** The word of a recorded field, the code where it has none. */
export function fieldName(key: string, words: Record<string, string>): string {
  return words[small(key)] ?? key
}
