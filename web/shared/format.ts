/** How figures and days are written. Values stay strings from the API: no money passes through a float. */

/** "1234567.5" → "1,234,567.50"; keeps the sign, never rounds. */
export function money(value: string | null | undefined): string {
  const p = parts(value)
  if (!p) return '—'
  return p.sign + thousands(p.whole) + '.' + (p.fraction + '00').slice(0, 2)
}

/** "16324.500" → "16,324.5" */
export function quantity(value: string | null | undefined): string {
  const p = parts(value)
  if (!p) return '—'
  const fraction = p.fraction.replace(/0+$/, '')
  return p.sign + thousands(p.whole) + (fraction ? '.' + fraction : '')
}

/** "93.25" → "93.25", "93" → "93.00" */
export function points(value: string | null | undefined): string {
  const p = parts(value)
  if (!p) return '—'
  return p.sign + p.whole + '.' + (p.fraction + '00').slice(0, 2)
}

/** Basis points → percent: 523 → "5.2 %"; with sign: "+5.2 %". */
export function percent(bp: number | null | undefined, options: { digits?: number; sign?: boolean } = {}): string {
  if (bp === null || bp === undefined) return '—'
  const text = (Math.abs(bp) / 100).toFixed(options.digits ?? 1)
  const zero = Number(text) === 0
  const sign = zero ? '' : bp < 0 ? '−' : options.sign ? '+' : ''
  return `${sign}${text}%`
}

/** A count with thousands. */
export function count(value: number | null | undefined): string {
  return value === null || value === undefined ? '—' : thousands(String(value))
}

/** True when the amount is zero or missing. */
export function isZero(value: string | null | undefined): boolean {
  return !value || /^[-−]?0*(\.0*)?$/.test(value)
}

/** −1, 0 or 1 */
export function signOf(value: string | null | undefined): -1 | 0 | 1 {
  if (isZero(value)) return 0
  return value!.startsWith('-') ? -1 : 1
}

/** Adds amounts exactly: ["1.10", "2.2"] → "3.30". What is missing counts as nothing. */
export function sum(values: (string | null | undefined)[]): string {
  let fen = 0n
  for (const value of values) {
    const p = parts(value)
    if (!p) continue
    const n = BigInt(p.whole + (p.fraction + '00').slice(0, 2))
    fen += p.sign ? -n : n
  }
  const digits = (fen < 0n ? -fen : fen).toString().padStart(3, '0')
  return `${fen < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
}

/** How far `value` is from `base`, in basis points; undefined without a base. A hint while typing, the server computes what counts. */
export function deviationBp(value: string, base: string): number | undefined {
  const b = Number(base)
  const v = Number(value)
  return b > 0 && Number.isFinite(v) ? Math.round(((v - b) / b) * 10_000) : undefined
}

/** Whether a text is an amount as people type it: digits, at most two decimals. */
export function isAmount(text: string, decimals = 2): boolean {
  return new RegExp(`^\\d{1,12}(\\.\\d{1,${decimals}})?$`).test(text.trim())
}

/** For charts and sorting only; never for an amount that is shown or sent. */
export function approximate(value: string | null | undefined): number {
  return value ? Number(value) : 0
}

function parts(value: string | null | undefined) {
  const m = /^(-?)(\d+)(?:\.(\d*))?$/.exec(value ?? '')
  if (!m) return undefined
  const [, sign, whole, fraction = ''] = m
  return { sign: sign ? '−' : '', whole: whole!, fraction }
}

function thousands(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+$)/g, ',')
}

/** The agency's zone; business days and clock times are shown in it, wherever the browser is. */
let zone = 'Asia/Shanghai'
export function setTimeZone(name: string): void {
  zone = name
}

function wall(instant: string | Date): Record<string, string> {
  const out: Record<string, string> = {}
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  })
  for (const part of format.formatToParts(new Date(instant))) out[part.type] = part.value
  return out
}

/** RFC 3339 → "2026-11-21 09:30" in the agency's zone. */
export function dateTime(instant: string | null | undefined): string {
  if (!instant) return '—'
  const w = wall(instant)
  return `${w.year}-${w.month}-${w.day} ${w.hour}:${w.minute}`
}

/** RFC 3339 → "09:30" in the agency's zone. */
export function clockTime(instant: string | null | undefined): string {
  if (!instant) return '—'
  const w = wall(instant)
  return `${w.hour}:${w.minute}`
}

/** The business day of an instant. */
export function dayOf(instant: string | Date): string {
  const w = wall(instant)
  return `${w.year}-${w.month}-${w.day}`
}

export function today(): string {
  return dayOf(new Date())
}

export function currentMonth(): string {
  return today().slice(0, 7)
}

export function addDays(day: string, n: number): string {
  const d = new Date(`${day}T00:00:00Z`)
  d.setUTCDate(d.getUTCDate() + n)
  return d.toISOString().slice(0, 10)
}

export function addMonths(month: string, n: number): string {
  const [y, m] = month.split('-').map(Number)
  const index = y! * 12 + (m! - 1) + n
  return `${Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, '0')}`
}

export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000)
}

export type Translate = (key: string, values?: Record<string, unknown>) => string

/** The relative form of a near day ("3 天后"), nothing when it is more than two weeks away. */
export function relativeDay(day: string, t: Translate, from = today()): string {
  const n = daysBetween(from, day.slice(0, 10))
  if (n === 0) return t('common.today')
  if (n === 1) return t('common.tomorrow')
  if (n === -1) return t('common.yesterday')
  if (n > 0 && n <= 14) return t('common.inDays', { n })
  if (n < 0 && n >= -14) return t('common.daysAgo', { n: -n })
  return ''
}

/** "2026-11-21(3 天后)" when near, else "2026-11-21". */
export function dayText(day: string | null | undefined, t: Translate, from = today()): string {
  if (!day) return '—'
  const near = relativeDay(day, t, from)
  return near ? `${day} · ${near}` : day
}
