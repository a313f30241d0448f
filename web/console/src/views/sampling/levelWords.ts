import { useI18n } from 'vue-i18n'
import type { Level, LevelRow, Lot } from './model/types'

/** Levels and lots in sentences. */
export function useLevelWords() {
  const { t } = useI18n()

  /** What the next switch hangs on. */
  function ahead(row: LevelRow): string {
    if (row.outlook.approval === 'score_reached') return t('sampling.level.ahead.approval')
    const sentence = t(`sampling.level.ahead.${row.level}`, { rejected: row.outlook.rejected, run: row.outlook.run, score: row.outlook.score })
    return row.level === 'normal' && row.outlook.score >= 30 && !row.outlook.steady ? sentence + t('sampling.level.ahead.unsteady') : sentence
  }

  function lot(one: Lot): string {
    const verdict = t(one.accepted ? 'sampling.level.accepted' : 'sampling.level.rejected')
    return (
      t('sampling.level.lotTitle', { from: one.from, to: one.to, checks: one.checks, judged: one.judged, failed: one.failed, ac: one.acceptance, verdict }) +
      (one.irregular ? t(`sampling.level.irregular.${one.irregular}`) : '') +
      (one.correctedAt ? t('sampling.level.corrected', { judged: one.firstJudged, failed: one.firstFailed }) : '')
    )
  }

  /** The level that waits for somebody's approval, if one does. */
  const waiting = (row: LevelRow): Level | undefined =>
    row.outlook.approval === 'score_reached' ? 'reduced' : row.outlook.approval === 'action_agreed' ? 'tightened' : undefined

  function act(row: LevelRow): string {
    const level = waiting(row)
    if (!level) return t('sampling.level.decide')
    return level === 'tightened' ? t('sampling.level.agree') : t('sampling.level.approve', { level: t(`vocab.supervisionLevel.${level}`) })
  }

  return { ahead, lot, waiting, act }
}
