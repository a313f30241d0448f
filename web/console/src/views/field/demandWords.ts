import { useI18n } from 'vue-i18n'
import type { Demands } from './model/types'

/** What a version demands, one word a demand. */
export function useDemandWords() {
  const { t } = useI18n()
  return (d: Demands): string[] => {
    const said = (['labelScan', 'position', 'challenge', 'photoAlways', 'cameraOnly'] as const).filter((kind) => d[kind]).map((kind) => t(`doubts.demands.${kind}`))
    return d.minDwellSeconds ? [...said, t('doubts.demands.dwellIs', { n: Math.round(d.minDwellSeconds / 60) })] : said
  }
}
