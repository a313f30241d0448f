import { computed, reactive, ref } from 'vue'
import { api, ApiProblem } from '@shared/api/client'
import { schemeProblems, weightBalance } from './model/scheme'
import type { Indicator, Scheme } from './model/types'

/** Facts a scheme may count, in the order people think of them. */
export const schemeKinds = [
  'check_pass',
  'check_fail',
  'self_pass',
  'self_fail',
  'inspection_supervision',
  'inspection_self',
  'task_due',
  'task_done',
  'task_late',
  'task_missed',
  'finding_minor',
  'finding_major',
  'finding_critical',
  'finding_overdue',
  'rectification_on_time',
  'rectification_late',
  'rectification_returned',
  'rating',
]

const contentOf = (scheme: Pick<Scheme, 'name' | 'indicators' | 'minWeight' | 'grades'>) => ({
  name: scheme.name,
  indicators: scheme.indicators,
  minWeight: scheme.minWeight,
  grades: scheme.grades,
})

/** A draft of a scheme while it is edited; nothing is sent until it is saved. */
export function useSchemeEditor(scheme: Scheme) {
  const draft = reactive(JSON.parse(JSON.stringify(contentOf(scheme))) as ReturnType<typeof contentOf>)
  const rowVersion = ref(scheme.version)
  const saved = ref(JSON.stringify(draft))
  const saving = ref(false)
  const stale = ref(false)
  const error = ref<unknown>()

  const dirty = computed(() => JSON.stringify(draft) !== saved.value)
  const balance = computed(() => weightBalance(draft.indicators))
  const problems = computed(() => schemeProblems(draft.indicators))

  async function save(): Promise<boolean> {
    if (saving.value) return false
    saving.value = true
    error.value = undefined
    const sent = JSON.stringify(draft)
    try {
      const answer = await api.put('/schemes/{id}', { path: { id: scheme.id }, ifMatch: rowVersion.value, body: JSON.parse(sent) })
      rowVersion.value = answer.version
      saved.value = sent
      stale.value = false
      return true
    } catch (cause) {
      if (cause instanceof ApiProblem && cause.status === 412) stale.value = true
      else error.value = cause
      return false
    } finally {
      saving.value = false
    }
  }

  function add(): void {
    const codes = new Set(draft.indicators.map((i) => i.code))
    let n = draft.indicators.length + 1
    while (codes.has(`indicator_${n}`)) n++
    const fresh: Indicator = {
      code: `indicator_${n}`,
      name: '',
      nameEn: '',
      weight: '',
      kind: 'ratio',
      numerator: [],
      denominator: [],
      floorBp: 6000,
      targetBp: 9500,
      perUnit: {},
      minSample: 5,
    }
    draft.indicators.push(fresh)
  }

  return { draft, rowVersion, dirty, saving, stale, error, balance, problems, save, add }
}
