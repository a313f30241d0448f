// What this phone was told once and keeps: type size. The language is kept by the shared i18n.

import { ref } from 'vue'

const place = 'hengjian.field.largeType'

export const largeType = ref(localStorage.getItem(place) === 'yes')

export function applyType(): void {
  document.documentElement.classList.toggle('large', largeType.value)
}

export function setLargeType(on: boolean): void {
  largeType.value = on
  localStorage.setItem(place, on ? 'yes' : 'no')
  applyType()
}
