import { useI18n } from 'vue-i18n'
import { gradeOf } from '@console/ui/tones'
import { fromHundredths, toHundredths } from '../field/model/points'
import type { AssessmentRow, IndicatorScore } from './model/types'

/** The words of the assessment: grades, changes, reasons and names of indicators. */
export function useWords() {
  const { t, te, locale } = useI18n()
  return {
    grade(grade: string | undefined): string {
      const { code } = gradeOf(grade ?? '')
      return code ? t(`vocab.grade.${code}`) : (grade ?? '—')
    },
    /** "2026 年 11 月", "November 2026"; nothing for a list of all months. */
    month(month: string): string {
      if (!month) return ''
      const [year, number] = month.split('-')
      if (locale.value !== 'en') return `${year} 年 ${Number(number)} 月`
      return new Intl.DateTimeFormat('en', { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(new Date(`${month}-01T00:00:00Z`))
    },
    reason(code: string | undefined): string {
      const key = `assessment.reason.${code}`
      return code && te(key) ? t(key) : t('assessment.reason.other')
    },
    indicator: (one: { name: string; nameEn: string }): string => (locale.value === 'en' && one.nameEn ? one.nameEn : one.name),
    formula: (one: { formula: string; formulaEn: string }): string => (locale.value === 'en' && one.formulaEn ? one.formulaEn : one.formula),
    kind(kind: string): string {
      const key = `vocab.factKind.${kind}`
      return te(key) ? t(key) : kind
    },
    /** Hundredths since last month; undefined without two figures to compare. */
    change(row: Pick<AssessmentRow, 'points' | 'previousPoints'>): number | undefined {
      const now = toHundredths(row.points)
      const before = toHundredths(row.previousPoints)
      return now === null || before === null ? undefined : now - before
    },
  }
}

/** What an indicator cost: its weight less its points, in hundredths; nothing when it was not scored. */
export function lostOf(indicator: Pick<IndicatorScore, 'weight' | 'points' | 'scored'>): number {
  if (!indicator.scored) return 0
  return Math.max(0, (toHundredths(indicator.weight) ?? 0) - (toHundredths(indicator.points) ?? 0))
}

export const lostText = (indicator: Pick<IndicatorScore, 'weight' | 'points' | 'scored'>): string => fromHundredths(lostOf(indicator))
