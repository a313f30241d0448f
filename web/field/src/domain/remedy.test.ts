import { describe, expect, it } from 'vitest'
import { allPassed, noon } from '../testing/samples'
import { remedyFor } from './remedy'

const refused = (code: string, change = {}) => ({ ...allPassed(), ...change, state: 'refused' as const, refusal: { code, at: noon } })

describe('the way out of a refusal', () => {
  it.each([
    ['checklist_version_superseded', {}, 'newVersion'],
    ['task_already_done', { taskId: 't1' }, 'withoutTask'],
    ['code_revoked', {}, 'withoutCode'],
    ['time_in_future', {}, 'resend'],
    ['photo_required', {}, 'edit'],
    ['something_new', {}, 'edit'],
  ])('after %s is %s', (code, change, remedy) => {
    expect(remedyFor(refused(code as string, change as object))).toBe(remedy)
  })

  it.each(['checkpoint_retired', 'time_too_old', 'not_found', 'idempotency_key_reused'])('after %s there is none: it can only be kept or deleted', (code) => {
    expect(remedyFor(refused(code))).toBeUndefined()
  })

  it('a task that is not there cannot be taken off', () => {
    expect(remedyFor(refused('task_already_done'))).toBe('edit')
  })
})
