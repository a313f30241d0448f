// One chunk a language; only the one in use is loaded.

import { createI18n } from 'vue-i18n'
import { initialLanguage, keepLanguage, type Language } from '@shared/i18n'

const files = {
  'zh-CN': () => import('./zh-CN'),
  en: () => import('./en'),
}

export const i18n = createI18n({ legacy: false, locale: 'zh-CN', missingWarn: false, fallbackWarn: false, messages: {} })

export async function speak(language: Language): Promise<void> {
  if (!i18n.global.availableLocales.includes(language)) {
    i18n.global.setLocaleMessage(language, (await files[language]()).default)
  }
  i18n.global.locale.value = language
  keepLanguage(language)
}

export const speakAtStart = () => speak(initialLanguage())
