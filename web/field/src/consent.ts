// Whether this person lets records carry the phone's position. Asked once, at the first submission
// that needs it; kept on the phone, because the question may come up without signal; told to the
// server before the first record that carries a position.

import { ref } from 'vue'
import { server } from './api/field'
import { user } from './session/session'

/** Of the words in which consent is asked for; the server refuses a consent to other words. */
export const consentText = 1

export interface Consent {
  given: boolean
  textVersion: number
  /** The server knows. */
  told: boolean
}

const place = () => `hengjian.field.consent.${user.value?.id ?? ''}`
/** Counts changes, so that screens look again. */
const changes = ref(0)

/** Undefined when the person was never asked, or asked in other words. */
export function consent(): Consent | undefined {
  void changes.value
  try {
    const kept = JSON.parse(localStorage.getItem(place()) ?? 'null') as Consent | null
    return kept?.textVersion === consentText ? kept : undefined
  } catch {
    return undefined
  }
}

function keep(next: Consent): void {
  localStorage.setItem(place(), JSON.stringify(next))
  changes.value += 1
}

export function decide(given: boolean): void {
  keep({ given, textVersion: consentText, told: false })
}

/** Tells the server that consent was given, once. */
export async function sendConsent(): Promise<void> {
  const now = consent()
  if (!now?.given || now.told) return
  await server.giveConsent(now.textVersion)
  keep({ ...now, told: true })
}

/** Takes consent back; needs the server, so that it holds for every phone of the person. */
export async function withdraw(): Promise<void> {
  await server.withdrawConsent()
  decide(false)
}
