// A label printed once opens for ever, whatever host is printed on it: only the code in it counts.

const inAddress = /\/(?:q|field\/c|c)\/([A-Za-z0-9_-]{4,64})(?:[/?#]|$)/
const bare = /^[A-Za-z0-9_-]{4,64}$/

/** The code in what a camera read or a thumb typed, or undefined when it is none of ours. */
export function codeIn(text: string): string | undefined {
  const trimmed = text.trim()
  const found = inAddress.exec(trimmed)
  if (found) return found[1]
  const typed = trimmed.replace(/\s+/g, '')
  return bare.test(typed) ? typed : undefined
}

const lookAlike: Record<string, string> = { O: '0', I: '1', L: '1' }

/** A readable number as a person types it: case, spaces, dashes and look-alike letters do not matter. */
export function sameNumber(typed: string, number: string): boolean {
  const read = (text: string) => text.toUpperCase().replace(/[\s-]/g, '').replace(/[OIL]/g, (letter) => lookAlike[letter] ?? letter)
  return read(typed) === read(number)
}
