import { describe, expect, it } from 'vitest'
import type { Task, Today } from '../api/types'
import { allPassed, noon, receipt } from '../testing/samples'
import { asOf, heldFor, inOrder, onDay, roundsOf, taskNow } from './rounds'

const task = (routeName: string, hour: string, position: number, planId = routeName) =>
  ({ checkpointNumber: `P-${position}`, windowStartAt: `2026-11-21T${hour}:00:00Z`, routeName, planId, position }) as Task

describe('a round', () => {
  it('goes by window first, then along each route, stop by stop', () => {
    const given = [task('早巡', '02', 1), task('2 号楼', '00', 10), task('10 号楼', '00', 1), task('2 号楼', '00', 9)]
    expect(inOrder(given).map((each) => `${each.routeName} ${each.position}`)).toEqual(['2 号楼 9', '2 号楼 10', '10 号楼 1', '早巡 1'])
  })

  it('is one walk of one plan in one window: two plans along one route do not mix', () => {
    const given = [task('早巡', '00', 1, 'a'), task('早巡', '00', 1, 'b'), task('早巡', '00', 2, 'a'), task('早巡', '06', 1, 'a')]
    expect(roundsOf(given).map((each) => each.tasks.length)).toEqual([2, 1, 1])
    expect(roundsOf([])).toEqual([])
  })

  it('is over on a phone without signal at the moment it closes, and not before', () => {
    const open = { ...task('早巡', '00', 1), state: 'open', closesAt: '2026-11-21T02:00:00Z' } as Task
    const at = (time: string) => asOf([open], new Date(`2026-11-21T${time}Z`))[0]!.state
    expect([at('01:59:59.999'), at('02:00:00.000')]).toEqual(['open', 'missed'])
    expect(asOf([{ ...open, state: 'done' }], new Date('2026-11-22T00:00:00Z'))[0]!.state).toBe('done')
  })
})

describe('the task a check does', () => {
  const at = (id: string, from: string, to: string, change: Partial<Task> = {}): Task =>
    ({
      id,
      windowStartAt: `2026-11-21T${from}:00Z`,
      windowEndAt: `2026-11-21T${to}:00Z`,
      closesAt: '2026-11-21T16:00:00Z',
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

  it('is none that has closed', () => {
    const closed = [at('closed', '00:00', '02:00', { closesAt: '2026-11-21T03:00:00Z' })]
    expect(taskNow(closed, 'list', '2026-11-21T02:59:59.999Z', 'supplier')?.id).toBe('closed')
    expect(taskNow(closed, 'list', '2026-11-21T03:00:00.000Z', 'supplier')).toBeUndefined()
    const touching = [at('touching', '00:00', '02:00', { closesAt: '2026-11-21T02:00:00Z' })]
    expect(taskNow(touching, 'list', '2026-11-21T02:00:00.000Z', 'supplier')?.id).toBe('touching')
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

describe('days without signal', () => {
  const one = (id: string, dueOn: string, closesAt: string) => ({ id, dueOn, closesAt, state: 'open' }) as Task
  const kept: Today = {
    day: '2026-11-21',
    displayName: '王',
    openFindings: 0,
    tasks: [one('yesterday', '2026-11-21', '2026-11-21T15:59:59Z'), one('night', '2026-11-21', '2026-11-21T23:00:00Z')],
  }
  const coming = [one('next', '2026-11-22', '2026-11-22T15:59:59Z'), one('later', '2026-11-23', '2026-11-23T15:59:59Z')]
  const on = (day: string, now: string) => onDay(kept, coming, day, new Date(now)).tasks.map((each) => each.id)

  it('show on the same day what was kept', () => {
    expect(onDay(kept, coming, '2026-11-21', new Date('2026-11-21T12:00:00Z'))).toBe(kept)
  })

  it('show on a later day its own rounds, and of the earlier day only what still goes on', () => {
    expect(on('2026-11-22', '2026-11-21T16:30:00Z')).toEqual(['night', 'next'])
    expect(on('2026-11-23', '2026-11-23T01:00:00Z')).toEqual(['later'])
    expect(on('2026-11-24', '2026-11-24T01:00:00Z')).toEqual([])
  })
})
