import { describe, expect, it } from 'vitest'
import type { Task } from '../api/types'
import { allPassed, noon, receipt } from '../testing/samples'
import { heldFor, inOrder, taskNow } from './rounds'

const task = (checkpointNumber: string, hour: string, areaName: string, siteName = '主楼') =>
  ({ checkpointNumber, windowStartAt: `2026-11-21T${hour}:00:00Z`, areaName, siteName }) as Task

describe('a round', () => {
  it('goes by time first, then floor by floor', () => {
    const given = [task('P-10', '00', '2 层'), task('P-3', '02', '1 层'), task('P-9', '00', '10 层'), task('P-2', '00', '2 层')]
    expect(inOrder(given).map((each) => each.checkpointNumber)).toEqual(['P-2', 'P-10', 'P-9', 'P-3'])
  })

  it('does not mix two sites', () => {
    const given = [task('P-1', '00', '1 层', '综合楼'), task('P-2', '00', '1 层'), task('P-3', '00', '2 层', '综合楼'), task('P-4', '00', '3 层')]
    const sites = inOrder(given).map((each) => each.siteName)
    expect(new Set([sites.slice(0, 2).join(), sites.slice(2).join()]).size).toBe(2)
    expect(sites[0]).toBe(sites[1])
  })
})

describe('the task a check does', () => {
  const at = (id: string, from: string, to: string, change: Partial<Task> = {}): Task =>
    ({
      id,
      windowStartAt: `2026-11-21T${from}:00Z`,
      windowEndAt: `2026-11-21T${to}:00Z`,
      state: 'open',
      assignee: 'supplier',
      checklistId: 'list',
      checkpointId: 'cp1',
      ...change,
    }) as Task
  const noonTasks = [at('late', '03:00', '06:00'), at('early', '00:00', '02:00', { state: 'missed' }), at('evening', '10:00', '12:00')]

  it('is the one whose window has begun and ends first', () => {
    expect(taskNow(noonTasks, 'list', '2026-11-21T04:00:00.000Z', 'supplier')?.id).toBe('early')
    expect(taskNow(noonTasks.slice(2), 'list', '2026-11-21T04:00:00.000Z', 'supplier')).toBeUndefined()
  })

  it('is never the other side’s', () => {
    expect(taskNow(noonTasks, 'list', '2026-11-21T04:00:00.000Z', 'agency')).toBeUndefined()
  })

  it('shows as waiting until the server has said what was done', () => {
    const sent = { ...allPassed(), state: 'waiting' as const, finishedAt: noon }
    expect(heldFor(noonTasks[1]!, [sent], noonTasks, noon)).toBe('waiting')
    expect(heldFor(noonTasks[2]!, [sent], noonTasks, noon)).toBeUndefined()
    const received = { ...sent, state: 'received' as const, receipt: { ...receipt(), taskId: 'late' } }
    expect(heldFor(noonTasks[1]!, [received], noonTasks, noon)).toBeUndefined()
    expect(heldFor(noonTasks[0]!, [received], noonTasks, noon)).toBe('received')
  })

  it('is begun by a draft that was scanned at its place, and by no other', () => {
    const scanned = { ...allPassed(), state: 'draft' as const }
    expect(noonTasks.map((each) => heldFor(each, [scanned], noonTasks, noon))).toEqual([undefined, 'draft', undefined])
    const chosen = { ...scanned, taskId: 'evening' }
    expect(noonTasks.map((each) => heldFor(each, [chosen], noonTasks, noon))).toEqual([undefined, undefined, 'draft'])
  })
})
