import { computed, reactive, ref, watch } from 'vue'
import { onBeforeRouteLeave } from 'vue-router'
import { useI18n } from 'vue-i18n'
import { ElMessageBox } from 'element-plus/es/components/message-box/index.mjs'
import { api, ApiProblem } from '@shared/api/client'
import { balance, draftOf, moveItem, newItem, newSection, nextCode, payloadOf, placeItem, problemsOf, type DraftItem, type DraftProblem, type DraftSection } from './model/draft'
import { diffVersions } from './model/versionDiff'
import type { Version } from './model/types'

/**
 * The draft of a checklist version while it is written. Nothing is sent until it is
 * saved; what is typed survives a refused save and another person's change.
 */
export function useDesigner(version: Version, code: string, current: () => Version | undefined) {
  const { t } = useI18n()
  const draft = reactive(draftOf(version))
  const rowVersion = ref(version.version)
  const saved = ref(JSON.stringify(payloadOf(draft)))
  const savedAt = ref<Date>()
  const saving = ref(false)
  const stale = ref(false)
  const error = ref<unknown>()
  /** What the server would refuse to keep even as a draft. */
  const incomplete = ref<DraftProblem[]>([])
  const undo = ref<{ item: DraftItem; section: DraftSection; at: number }>()
  const heard = ref('')

  const dirty = computed(() => JSON.stringify(payloadOf(draft)) !== saved.value)
  const sums = computed(() => balance(draft))
  const problems = computed(() => problemsOf(draft))
  const diff = computed(() => diffVersions(current(), draft))
  const ready = computed(() => !problems.value.length && sums.value.left === 0)

  async function save(): Promise<boolean> {
    if (saving.value) return false
    incomplete.value = problems.value.filter((p) => ['text_missing', 'points_invalid', 'total_invalid', 'section_duplicate'].includes(p.kind))
    if (incomplete.value.length) return false
    saving.value = true
    error.value = undefined
    const sent = JSON.stringify(payloadOf(draft))
    try {
      const answer = await api.put('/checklist-versions/{id}', { path: { id: version.id }, ifMatch: rowVersion.value, body: payloadOf(draft) })
      rowVersion.value = answer.version
      saved.value = sent
      savedAt.value = new Date()
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

  /** Takes the other person's version number and saves this page's text over it, knowingly. */
  async function overwrite(): Promise<boolean> {
    const theirs = await api.get('/checklist-versions/{id}', { path: { id: version.id } })
    rowVersion.value = theirs.version
    return save()
  }

  function addSection(): DraftSection {
    draft.sections.push(newSection())
    return draft.sections[draft.sections.length - 1]!
  }

  function addItem(section: DraftSection): string {
    const taken = current()?.sections.flatMap((s) => s.items.map((item) => item.code)) ?? []
    const item = newItem(nextCode(draft, code, taken))
    section.items.push(item)
    return item.key
  }

  function remove(section: DraftSection, item: DraftItem): void {
    const at = section.items.indexOf(item)
    section.items.splice(at, 1)
    undo.value = { item, section, at }
  }

  function bringBack(): void {
    if (!undo.value) return
    const { item, section, at } = undo.value
    const home = draft.sections.find((s) => s.key === section.key) ?? draft.sections[0] ?? addSection()
    home.items.splice(at, 0, item)
    undo.value = undefined
  }

  function move(item: DraftItem, step: -1 | 1): void {
    if (!moveItem(draft, item.key, step)) return
    const order = draft.sections.flatMap((s) => s.items)
    heard.value = t('designer.movedTo', { n: order.findIndex((i) => i.key === item.key) + 1 })
  }

  /** One sentence a problem, naming the item or section. */
  function problemWords(problem: DraftProblem): string {
    const items = draft.sections.flatMap((s) => s.items)
    const where =
      'itemKey' in problem
        ? items.find((item) => item.key === problem.itemKey)?.code
        : 'sectionKey' in problem
          ? draft.sections.find((s) => s.key === problem.sectionKey)?.title
          : ''
    return t(`designer.problem.${problem.kind}`, { where: where ?? '' })
  }

  const warn = (event: BeforeUnloadEvent) => {
    if (dirty.value) event.preventDefault()
  }
  watch(dirty, (is) => (is ? addEventListener('beforeunload', warn) : removeEventListener('beforeunload', warn)))

  onBeforeRouteLeave(async () => {
    if (!dirty.value) return true
    const leave = await ElMessageBox.confirm(t('designer.leaveBody'), t('designer.leaveTitle'), {
      distinguishCancelAndClose: true,
      confirmButtonText: t('designer.save'),
      cancelButtonText: t('designer.leave'),
    }).then(save, (reason: string) => reason === 'cancel')
    if (leave) removeEventListener('beforeunload', warn)
    return leave
  })

  /** The draft is gone; leaving asks nothing. */
  function forget(): void {
    saved.value = JSON.stringify(payloadOf(draft))
    removeEventListener('beforeunload', warn)
  }

  return {
    forget,
    problemWords,
    draft,
    rowVersion,
    dirty,
    saving,
    savedAt,
    stale,
    error,
    incomplete,
    sums,
    problems,
    diff,
    ready,
    undo,
    heard,
    save,
    overwrite,
    addSection,
    addItem,
    remove,
    bringBack,
    move,
    place: (itemKey: string, sectionKey: string, before?: string) => placeItem(draft, itemKey, sectionKey, before),
  }
}

export type Designer = ReturnType<typeof useDesigner>
