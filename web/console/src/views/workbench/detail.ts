import type { AttentionItem } from '@console/api/types'
import { gradeOf } from '@console/ui/tones'
import { dayText, money, percent, points, type Translate } from '@shared/format'

/** What the workbench says behind an item: whose, how much and by when, in the reader's language. */
export function detailOf(item: AttentionItem, t: Translate, today: string): string {
  const grade = (code?: string) => {
    const known = code && gradeOf(code).code
    return known ? t(`vocab.grade.${known}`) : code
  }
  const change = (before?: string, now?: string) => (before && now && before !== now ? `${before} → ${now}` : now)
  return [
    item.supplierName,
    change(item.previousPoints && points(item.previousPoints), item.points && points(item.points)),
    change(grade(item.previousGrade), grade(item.grade)),
    item.overBy && `+${money(item.overBy)} ${t('common.yuan')}`,
    item.overBp === undefined ? '' : percent(item.overBp, { sign: true }),
    item.day && dayText(item.day, t, today),
    item.month,
  ]
    .filter(Boolean)
    .join(' · ')
}
