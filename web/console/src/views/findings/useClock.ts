import { useI18n } from 'vue-i18n'
import { useSession } from '@console/app/session'
import type { Tone } from '@console/ui'
import { clockOf, toneOf } from './model/clock'
import type { Finding } from './model/types'

const tones: Record<ReturnType<typeof toneOf>, Tone> = { harm: 'danger', soon: 'warn', calm: 'idle' }

/** Who must act and how long is left, in the words of the side one sits on. */
export function useClock() {
  const { t } = useI18n()
  const session = useSession()
  return {
    words(finding: Finding): string {
      const { key, params } = clockOf(finding, session.isSupplier)
      return t(key, params)
    },
    tone: (finding: Finding): Tone => (finding.state === 'closed' ? 'ok' : finding.state === 'submitted' ? 'accent' : tones[toneOf(finding)]),
  }
}
