// Only one tab sends at a time. Where the browser has no Web Locks the chain below still keeps
// one page to one send; the Idempotency-Key keeps two pages to one record.

let tail: Promise<unknown> = Promise.resolve()

export function holdingSendLock<T>(work: () => Promise<T>): Promise<T> {
  const locks: LockManager | null | undefined = navigator.locks // missing on plain http from another host
  const run = tail.then(() => (locks ? (locks.request('hengjian-send', work) as Promise<T>) : work()))
  tail = run.catch(() => undefined)
  return run
}
