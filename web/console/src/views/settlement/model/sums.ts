/** Sums of money texts in whole fen: a total on a payment sheet may not pass through a float. */
export function sumMoney(values: string[]): string {
  let fen = 0n
  for (const value of values) {
    const match = /^(-?)(\d+)(?:\.(\d{1,2}))?$/.exec(value)
    if (!match) continue
    const [, sign, whole = '0', part = ''] = match
    const amount = BigInt(whole) * 100n + BigInt(part.padEnd(2, '0'))
    fen += sign ? -amount : amount
  }
  const abs = fen < 0n ? -fen : fen
  return `${fen < 0n ? '-' : ''}${abs / 100n}.${String(abs % 100n).padStart(2, '0')}`
}
