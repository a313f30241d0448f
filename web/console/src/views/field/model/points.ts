// Points travel as decimal strings with two places ("93.25"). Sums are made in
// whole hundredths: adding 0.1 ten times as floats would not reach 1.00, and a
// checklist that "does not add up" by 1e-16 could never be published.

const shape = /^\d{1,6}(\.\d{1,2})?$/

/** Hundredths of a point, or null when the text is not a number of points. */
export function toHundredths(text: string | undefined | null): number | null {
  const clean = (text ?? '').trim()
  if (!shape.test(clean)) return null
  const [whole = '0', part = ''] = clean.split('.')
  return Number(whole) * 100 + Number(part.padEnd(2, '0'))
}

/** Two places always: 9325 → "93.25". */
export function fromHundredths(value: number): string {
  const sign = value < 0 ? '-' : ''
  const abs = Math.abs(value)
  return `${sign}${Math.floor(abs / 100)}.${String(abs % 100).padStart(2, '0')}`
}

/** Sum of the texts that are points; anything else counts as nothing. */
export function sumHundredths(texts: (string | undefined | null)[]): number {
  return texts.reduce<number>((sum, text) => sum + (toHundredths(text) ?? 0), 0)
}
