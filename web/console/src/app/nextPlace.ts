/** Where to go after signing in: only a place of this console, never another host's address. */
export function nextPlace(next: unknown): string {
  if (typeof next !== 'string' || !next.startsWith('/') || next.startsWith('//') || next.includes('\\')) return '/'
  return next.startsWith('/login') ? '/' : next
}
