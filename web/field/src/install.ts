// The browser's own offer to install the app, kept until somebody takes it.

import { computed, ref, shallowRef } from 'vue'

interface Offer extends Event {
  prompt(): Promise<unknown>
  userChoice: Promise<{ outcome: 'accepted' | 'dismissed' }>
}

const place = 'hengjian.field.installHidden'
const offer = shallowRef<Offer>()
const hidden = ref(localStorage.getItem(place) === 'yes')
const installed = ref(matchMedia('(display-mode: standalone)').matches)
/** iPhones offer nothing by themselves: there the way is told in words. */
const tells = /iPhone|iPad/.test(navigator.userAgent)

/** How this phone can install the app: by the browser's offer, in words, or not at all (any more). */
export const installBy = computed(() => (installed.value ? undefined : offer.value ? 'offer' : tells ? 'words' : undefined))
/** Whether the first screen may still speak of it. */
export const installHinted = computed(() => Boolean(installBy.value) && !hidden.value)

export function watchInstall(): void {
  addEventListener('beforeinstallprompt', (event) => {
    event.preventDefault()
    offer.value = event as Offer
  })
  addEventListener('appinstalled', () => (installed.value = true))
}

/** An offer can be taken up once; the browser makes another one when it sees fit. */
export async function install(): Promise<void> {
  const taken = offer.value
  if (!taken) return
  await taken.prompt()
  await taken.userChoice
  offer.value = undefined
}

export function hideInstall(): void {
  hidden.value = true
  localStorage.setItem(place, 'yes')
}
