import { ApiProblem, NetworkFailure } from './api/problem'

type T = (key: string, values?: Record<string, unknown>) => string
type Has = (key: string) => boolean

/** One sentence for a person: by the problem's code, else the server's own words, else the number to report. */
export function problemText(error: unknown, t: T, te: Has): string {
  if (error instanceof NetworkFailure) return t('errors.network')
  if (error instanceof ApiProblem) {
    // A general refusal says what is wrong only in its fields.
    if (error.code === 'invalid' && error.fields.length) return [...new Set(error.fields.map((f) => fieldText(f, t, te)))].slice(0, 3).join(' ')
    const key = `errors.code.${error.code}`
    if (te(key)) return t(key)
    if (error.status === 403) return t('errors.code.forbidden')
    if (error.status >= 500) return t('errors.code.server_error')
    return error.detail || t('errors.unknown', { code: error.code, requestId: error.requestId })
  }
  return t('errors.unknown', { code: error instanceof Error ? error.name : 'error', requestId: '—' })
}

/** The text of one refused field. */
export function fieldText(field: { code: string; message: string }, t: T, te: Has): string {
  const key = `errors.code.${field.code}`
  return te(key) ? t(key) : field.message
}
