import { ElMessage } from 'element-plus/es/components/message/index.mjs'
import { useI18n } from 'vue-i18n'
import { ApiProblem } from '@shared/api/client'
import { fieldText, problemText } from '@shared/problemText'

/** Words for what went wrong, and short notes about what went well. */
export function useProblem() {
  const { t, te } = useI18n()
  const text = (error: unknown) => problemText(error, t, te)
  return {
    text,
    /** The refusal of one field, matched by its last name: "body.tiers[0].value" and "value" are the same. */
    field(error: unknown, name: string): string {
      if (!(error instanceof ApiProblem)) return ''
      const hit = error.fields.find((f) => f.field === name || f.field.endsWith('.' + name) || f.field.endsWith('/' + name))
      return hit ? fieldText(hit, t, te) : ''
    },
    failed(error: unknown): void {
      ElMessage({ type: 'error', message: text(error), duration: 6000, showClose: true })
    },
    done(message: string): void {
      ElMessage({ type: 'success', message, duration: 2500 })
    },
  }
}
