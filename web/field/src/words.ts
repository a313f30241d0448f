// Sentences that several screens say.

import { useI18n } from 'vue-i18n'
import { clockTime, dateTime, dayOf, dayText, today } from '@shared/format'
import { problemText } from '@shared/problemText'
import type { Task } from './api/types'
import type { FieldRecord } from './domain/record'

export function useWords() {
  const { t, te } = useI18n()
  const say = (key: string, values?: Record<string, unknown>) => t(key, values ?? {})
  const knows = (key: string) => te(key)

  const place = (of: { siteName: string; areaName?: string }) => [of.siteName, of.areaName].filter(Boolean).join(' · ')

  return {
    t,
    place,
    problem: (failure: unknown) => problemText(failure, say, knows),
    day: (day: string) => dayText(day, say),
    /** "09:30" today, else with its day. */
    moment: (instant: string) => (dayOf(instant) === today() ? clockTime(instant) : dateTime(instant)),
    window: (task: Task) => t('today.window', { from: clockTime(task.windowStartAt), to: clockTime(task.windowEndAt) }),

    title(record: FieldRecord): string {
      return record.kind === 'inspection' ? record.place.name : record.title
    },

    /** Why the server did not take it, by its code. */
    refusal(code: string): string {
      const known = [`record.refused.${code}`, `errors.code.${code}`].find((key) => te(key))
      return known ? t(known) : t('record.refusedOther', { code })
    },
  }
}
