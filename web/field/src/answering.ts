// A draft answer to a finding, or a report about a label, kept on the phone like a check: every keystroke and photo is saved,
// and submitting puts it into the same queue.

import { onMounted, ref, shallowRef } from 'vue'
import { useRouter } from 'vue-router'
import type { LabelReportRecord, RectificationRecord, ReinspectionRecord } from './domain/record'
import { edit, keep, kit, reload, records } from './kit'
import { user } from './session/session'

type Answering = RectificationRecord | ReinspectionRecord | LabelReportRecord

/** Every kind of draft begins alike. */
export function draftBase(id: string) {
  const now = new Date().toISOString()
  return { id, userId: user.value?.id ?? '', state: 'draft', createdAt: now, updatedAt: now, attempts: 0 } as const
}

export function useAnswer<T extends Answering>(same: (record: Answering) => boolean, fresh: () => T) {
  const router = useRouter()
  const draft = shallowRef<T>()
  const storageFailed = ref(false)
  const busy = ref(false)
  let kept = false

  onMounted(async () => {
    await reload()
    const found = records.value.find((r) => r.kind !== 'inspection' && r.state === 'draft' && same(r)) as T | undefined
    kept = found !== undefined
    draft.value = found ?? fresh()
  })

  async function change(part: Partial<T>): Promise<void> {
    if (!draft.value) return
    draft.value = { ...draft.value, ...part }
    try {
      if (!kept) {
        kept = true
        await keep(draft.value)
      } else await edit<T>(draft.value.id, (record) => ({ ...record, ...part }))
      storageFailed.value = false
    } catch {
      storageFailed.value = true
    }
  }

  async function submit(): Promise<void> {
    if (!draft.value || busy.value) return
    busy.value = true
    try {
      if (!kept) await change({})
      await (await kit()).outbox.submit(draft.value.id)
      await router.push({ name: 'record', params: { id: draft.value.id } })
    } finally {
      busy.value = false
    }
  }

  return { draft, change, submit, busy, storageFailed }
}
