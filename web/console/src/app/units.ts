type T = (key: string, values?: Record<string, unknown>) => string

/** The parts units are built of in the quota catalogue, such as "CNY/m2/month". */
const known = new Set([
  'CNY', 'm2', 'month', 'year', 'day', 'person', 'elevator', 'meal', 'project', 'set', 'car', 'time', 'once', 'room', 'table', 'tree', 'kwh', 'ton', 'floor',
  'years3',
])

/** "CNY/m2/month" → "元/㎡·月"; a unit in words stays as it is. */
export function unitText(unit: string, t: T): string {
  const parts = unit.replace('3years', 'years3').split('/')
  const words = parts.map((p) => (known.has(p) ? t(`units.${p}`) : p))
  if (unit === 'percent') return '%'
  if (words.length < 2) return words[0] ?? ''
  return `${words[0]}/${words.slice(1).join('·')}`
}
