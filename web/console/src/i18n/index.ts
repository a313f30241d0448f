import { createI18n } from 'vue-i18n'
import { collect, initialLanguage, keepLanguage, sharedMessages, type Language, type Messages } from '@shared/i18n'

type Loader = () => Promise<{ default: Messages }>

/** Area files are found by themselves: `zh-CN/suppliers.ts` becomes `suppliers.…`. */
const areas: Record<Language, Record<string, Loader>> = {
  'zh-CN': import.meta.glob<{ default: Messages }>('./zh-CN/*.ts'),
  en: import.meta.glob<{ default: Messages }>('./en/*.ts'),
}

export const i18n = createI18n({
  legacy: false,
  locale: initialLanguage() as string,
  fallbackLocale: false,
  missingWarn: import.meta.env.DEV,
  fallbackWarn: false,
  messages: {},
})

const loaded = new Set<Language>()

export async function useLanguage(language: Language): Promise<void> {
  if (!loaded.has(language)) {
    const [shared, own] = await Promise.all([sharedMessages(language), collect(areas[language])])
    i18n.global.setLocaleMessage(language, { ...shared, ...own } as never)
    loaded.add(language)
  }
  i18n.global.locale.value = language
  keepLanguage(language)
}

export function currentLanguage(): Language {
  return i18n.global.locale.value as Language
}
