import { shallowRef } from 'vue'

const crash = shallowRef<unknown>()

/** A page that could not be drawn or loaded at all; the frame around it stays usable. */
export function useCrash() {
  return { crash, report: (error: unknown) => (crash.value = error), clear: () => (crash.value = undefined) }
}
