/** 中文 is the original; English is complete. */
export const languages = ['zh-CN', 'en'] as const
export type Language = (typeof languages)[number]

export const languageNames: Record<Language, string> = { 'zh-CN': '简体中文', en: 'English' }

export type Messages = { [key: string]: string | Messages }

type Loader = () => Promise<{ default: Messages }>

const files: Record<Language, Record<string, Loader>> = {
  'zh-CN': import.meta.glob<{ default: Messages }>('./zh-CN/*.ts'),
  en: import.meta.glob<{ default: Messages }>('./en/*.ts'),
}

/** The texts both apps share, one namespace a file: common, errors, vocab. */
export function sharedMessages(language: Language): Promise<Messages> {
  return collect(files[language])
}

/** Loads area files into one tree, `./zh-CN/suppliers.ts` under `suppliers`. */
export async function collect(loaders: Record<string, Loader>): Promise<Messages> {
  const out: Messages = {}
  await Promise.all(
    Object.entries(loaders).map(async ([path, load]) => {
      out[areaOf(path)] = (await load()).default
    }),
  )
  return out
}

export function areaOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1, -'.ts'.length)
}

/** The language to start with: what was chosen here before, else the browser's wish, else 中文. */
export function initialLanguage(): Language {
  const kept = localStorage.getItem('hengjian.language')
  if (kept === 'zh-CN' || kept === 'en') return kept
  return navigator.language.toLowerCase().startsWith('en') ? 'en' : 'zh-CN'
}

export function keepLanguage(language: Language): void {
  localStorage.setItem('hengjian.language', language)
  document.documentElement.lang = language
}
