import { onScopeDispose, readonly, ref, type Ref } from 'vue'

/** Whether the window is a phone's. The same width stands in the style sheets. */
export function useNarrow(): Readonly<Ref<boolean>> {
  const query = window.matchMedia('(max-width: 640px)')
  const narrow = ref(query.matches)
  const tell = (event: MediaQueryListEvent) => (narrow.value = event.matches)
  query.addEventListener('change', tell)
  onScopeDispose(() => query.removeEventListener('change', tell))
  return readonly(narrow)
}
