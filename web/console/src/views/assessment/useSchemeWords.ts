import { useI18n } from 'vue-i18n'
import { percent } from '../settlement/model/bands'
import type { Indicator } from './model/types'
import { useWords } from './useWords'

/** An indicator as a sentence, so that a rule can be read aloud before it is published. */
export function useSchemeWords() {
  const { t, locale } = useI18n()
  const words = useWords()
  // A rating counts as its stars: what was given over what could have been given.
  function join(kinds: string[], rating: 'stars' | 'fullStars'): string {
    const names = kinds.map((kind) => (kind === 'rating' ? t(`assessment.scheme.${rating}`) : words.kind(kind)))
    if (names.length < 2) return names[0] ?? '—'
    return locale.value === 'en' ? `(${names.join(' + ')})` : `（${names.join(' + ')}）`
  }
  return {
    reads(i: Indicator): string {
      if (i.kind === 'deduct') {
        const list = Object.entries(i.perUnit ?? {})
          .map(([kind, points]) => t('assessment.scheme.perTime', { kind: words.kind(kind), points }))
          .join(locale.value === 'en' ? '; ' : '、')
        return t('assessment.scheme.readsDeduct', { weight: i.weight || '—', list: list || '—' })
      }
      return t('assessment.scheme.readsRatio', {
        numerator: join(i.numerator, 'stars'),
        denominator: join(i.denominator, 'fullStars'),
        target: percent(i.targetBp),
        floor: percent(i.floorBp),
        weight: i.weight || '—',
        min: i.minSample,
      })
    },
  }
}
