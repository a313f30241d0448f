// Whether the server can be reached, as far as the phone knows: the browser's word, corrected by
// what the last request met (a phone on a basement's dead Wi-Fi believes it is online).

import { computed, reactive } from 'vue'

const heard = reactive({ connected: navigator.onLine, missed: false })
const listeners = new Set<() => void>()

function becomes(change: Partial<typeof heard>): void {
  const before = net.online
  Object.assign(heard, change)
  if (!before && net.online) for (const listener of listeners) listener()
}

const online = computed(() => heard.connected && !heard.missed)

export const net = {
  get online(): boolean {
    return online.value
  },
  reached: () => becomes({ missed: false, connected: true }),
  missed: () => becomes({ missed: true }),
  /** Called each time the server may be reachable again. */
  onReturn(listener: () => void): void {
    listeners.add(listener)
  },
  offReturn(listener: () => void): void {
    listeners.delete(listener)
  },
}

/** Asks the server for a sign of life while it is missing. */
export function watchNet(): void {
  addEventListener('online', () => becomes({ connected: true, missed: false }))
  addEventListener('offline', () => becomes({ connected: false }))
  setInterval(() => {
    if (heard.missed && document.visibilityState === 'visible') void ask()
  }, 10_000)
}

async function ask(): Promise<void> {
  try {
    const answer = await fetch('/healthz', { cache: 'no-store' })
    if (answer.ok) net.reached()
  } catch {
    // still away
  }
}
