import { useI18n } from 'vue-i18n'
import type { Plan } from './model/types'

type Shape = Pick<Plan, 'recurrence' | 'weekdays' | 'monthDays' | 'windowStart' | 'windowEnd'>

/** A plan as one would say it: "每周一、周三、周五 08:00–11:30". */
export function usePlanWords() {
  const { t } = useI18n()
  const join = (parts: string[]) => parts.join(t('common.comma'))

  function sentence(plan: Shape): string {
    const window = { start: plan.windowStart, end: plan.windowEnd }
    if (plan.recurrence === 'weekly')
      return t('field.plans.everyWeek', { ...window, days: join([...plan.weekdays].sort((a, b) => a - b).map((d) => t(`field.plans.weekday_${d}`))) })
    if (plan.recurrence === 'monthly')
      return t('field.plans.everyMonth', { ...window, days: join([...plan.monthDays].sort((a, b) => a - b).map((n) => t('field.plans.monthDay', { n }))) })
    return t('field.plans.everyDay', window)
  }

  const period = (plan: Pick<Plan, 'startsOn' | 'endsOn'>) =>
    plan.endsOn ? t('field.plans.range', { from: plan.startsOn, to: plan.endsOn }) : t('field.plans.rangeOpen', { from: plan.startsOn })

  return { sentence, period }
}
