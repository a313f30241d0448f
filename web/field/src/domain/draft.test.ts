import { describe, expect, it } from 'vitest'
import { allPassed, draft, version, withPhoto } from '../testing/samples'
import { answer, changeAnswer, finish, inspectionBody, itemOfField, itemsOf, progressOf, rebase } from './draft'
import { photosOf } from './record'

const [a1, a2, b1] = itemsOf(version())

describe('a draft', () => {
  it('begins with nothing chosen', () => {
    expect(progressOf(draft())).toMatchObject({ answered: 0, total: 3, complete: false })
  })

  it('is complete when every item has a result', () => {
    expect(progressOf(allPassed())).toMatchObject({ answered: 3, pass: 3, complete: true })
  })

  it('does not take "not applicable" for an item that does not allow it', () => {
    expect(answer(draft(), a1!, 'na')).toEqual(draft())
    expect(answer(draft(), a2!, 'na').answers[a2!.id]?.result).toBe('na')
  })

  it('is not complete while a fail lacks the photo it demands', () => {
    const failed = answer(allPassed(), a1!, 'fail')
    expect(progressOf(failed)).toMatchObject({ complete: false, missingPhoto: [a1!.id] })
    expect(progressOf(changeAnswer(failed, a1!.id, { photos: ['aa'] })).complete).toBe(true)
  })

  it('lets a fail without a demanded photo through', () => {
    expect(progressOf(answer(allPassed(), b1!, 'fail')).complete).toBe(true)
  })

  it('keeps photos when a thumb slips to pass and back, but does not send them with a pass', () => {
    const slipped = answer(withPhoto(), a1!, 'pass')
    expect(photosOf(slipped)).toEqual([])
    expect(inspectionBody(slipped).observations[0]).toEqual({ itemId: a1!.id, result: 'pass', photos: [] })
    expect(photosOf(answer(slipped, a1!, 'fail'))).toEqual(['aa'])
  })
})

describe('what is sent', () => {
  it('is the same every time it is built', () => {
    expect(JSON.stringify(inspectionBody(withPhoto()))).toBe(JSON.stringify(inspectionBody(withPhoto())))
  })

  it('names the label when one was scanned and the checkpoint otherwise', () => {
    expect(inspectionBody(allPassed())).toMatchObject({ code: 'CODE1' })
    const typed = { ...allPassed(), place: { checkpointId: 'cp1', name: '', siteName: '' } }
    expect(inspectionBody(typed)).toMatchObject({ checkpointId: 'cp1' })
    expect(inspectionBody(typed)).not.toHaveProperty('code')
  })

  it('cannot be built while an item has no result', () => {
    expect(() => inspectionBody(draft())).toThrow(/A1/)
  })
})

describe('a field the server names', () => {
  it.each(['observations[1].photos', 'body.observations[1].photos', 'observations.1.note', '/observations/1/result'])('%s is the second item', (field) => {
    expect(itemOfField(draft(), field)).toBe(a2!.id)
  })

  it.each(['taskId', 'observations', 'observations[99].photos'])('%s is no item', (field) => {
    expect(itemOfField(draft(), field)).toBeUndefined()
  })
})

describe('moving to a newer checklist', () => {
  it('keeps the answers of items whose wording is unchanged', () => {
    const moved = rebase(withPhoto(), version('v2', { B1: '扶手与踏步无尘' }))
    expect(moved.version.id).toBe('v2')
    expect(moved.answers['v2-A1']).toMatchObject({ result: 'fail', photos: ['aa'] })
    expect(progressOf(moved).unanswered).toEqual(['v2-B1'])
  })

  it('asks again when "not applicable" is no longer allowed', () => {
    const before = answer(allPassed(), a2!, 'na')
    const next = version('v2')
    next.sections[0]!.items[1]!.naAllowed = false
    expect(progressOf(rebase(before, next)).unanswered).toEqual(['v2-A2'])
  })
})

describe('finishing', () => {
  const task = { taskId: 't1', taskFrom: '2026-11-21T05:00:00Z' }

  it('names the task when its window has begun', () => {
    expect(inspectionBody(finish({ ...allPassed(), ...task }, '2026-11-21T05:00:00.000Z'))).toMatchObject({ taskId: 't1' })
  })

  it('does not claim a task whose window has not begun', () => {
    expect(inspectionBody(finish({ ...allPassed(), ...task }, '2026-11-21T04:59:59.000Z'))).not.toHaveProperty('taskId')
  })
})
