import { useI18n } from 'vue-i18n'
import { fromRule } from './model/rule'
import type { Plan } from './model/types'

type When = Pick<Plan, 'rrule' | 'calendar' | 'onRestDay'>
type Asked = { kind: string; id?: string; name?: string }

/** A plan as one would say it: "每个工作日 06:00–08:00、14:00–16:00 · 办公楼早巡 · 保洁班". */
export function usePlanWords() {
  const { t } = useI18n()
  const join = (parts: string[]) => parts.join(t('common.comma'))

  function days(plan: When): string {
    const rule = fromRule(plan.rrule)
    const n = rule.interval
    switch (rule.mode) {
      case 'daily':
        if (n > 1) return t('rounds.words.everyNDays', { n })
        return t(`rounds.words.${plan.calendar === 'working' ? 'everyWorkingDay' : plan.calendar === 'rest' ? 'everyRestDay' : 'everyDay'}`)
      case 'weekly':
        return t(n > 1 ? 'rounds.words.everyNWeeks' : 'rounds.words.everyWeek', { n, days: join(rule.weekdays.map((d) => t(`rounds.weekday_${d}`))) })
      case 'monthDays': {
        const list = join(rule.monthDays.map((d) => (d < 0 ? t('rounds.words.lastDay') : t('rounds.words.monthDay', { n: d }))))
        return t(n > 1 ? 'rounds.words.everyNMonths' : 'rounds.words.everyMonth', { n, days: list })
      }
      case 'monthNth': {
        const list = t(`rounds.words.nth_${rule.nth < 0 ? 'last' : rule.nth}`, { day: t(`rounds.weekday_${rule.nthDay}`) })
        return t(n > 1 ? 'rounds.words.everyNMonths' : 'rounds.words.everyMonth', { n, days: list })
      }
      case 'custom':
        return t('rounds.words.custom', { rule: plan.rrule })
    }
  }

  /** What the calendar does to it, where the words of the days do not say it already. */
  function calendar(plan: When): string {
    if (plan.calendar === 'every') return ''
    const said = fromRule(plan.rrule).mode === 'daily' && fromRule(plan.rrule).interval === 1
    if (plan.calendar === 'rest') return said ? '' : t('rounds.words.onlyRest')
    if (plan.onRestDay === 'next') return t('rounds.words.moved')
    return said ? '' : t('rounds.words.skipped')
  }

  const windows = (plan: Pick<Plan, 'windows'>) =>
    join(plan.windows.map((w) => (w.end <= w.start ? t('rounds.words.overnight', { start: w.start, end: w.end }) : `${w.start}–${w.end}`)))

  const onDays = (plan: When) => days(plan) + calendar(plan)

  const when = (plan: When & Pick<Plan, 'windows'>) => `${onDays(plan)} ${windows(plan)}`

  function who(asked: Asked): string {
    if (asked.kind === 'role') return t(`vocab.role.${asked.id}`)
    return asked.name || t(`rounds.who.${asked.kind}`)
  }

  const period = (plan: Pick<Plan, 'startsOn' | 'endsOn'>) =>
    plan.endsOn ? t('field.plans.range', { from: plan.startsOn, to: plan.endsOn }) : t('field.plans.rangeOpen', { from: plan.startsOn })

  return { days, onDays, when, windows, who, period }
}
