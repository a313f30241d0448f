import { useI18n } from 'vue-i18n'
import type { LabelTemplate, Layout } from './types'

/** Names and sizes of templates in the present language. */
export function useTemplateWords() {
  const { t, te } = useI18n()
  const size = (a: string, b: string) => t('labels.templates.size', { width: a, height: b })
  return {
    /** Built-in templates have a name in each language, an agency's own only the one it was given. */
    name: (template: Pick<LabelTemplate, 'id' | 'name'>) => (te(`labels.builtIn.${template.id}`) ? t(`labels.builtIn.${template.id}`) : template.name),
    size: (layout: Layout) => size(layout.width, layout.height),
    paper: (layout: Layout) =>
      layout.sheet
        ? t('labels.templates.sheetOf', { paper: size(layout.sheet.width, layout.sheet.height), columns: layout.sheet.columns, rows: layout.sheet.rows })
        : t('labels.templates.roll'),
  }
}
