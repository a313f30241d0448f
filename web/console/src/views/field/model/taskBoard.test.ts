import { expect, it } from 'vitest'
import { boardOf, totalOf } from './taskBoard'
import type { Task, TaskState } from './types'

const task = (siteName: string, state: TaskState) => ({ siteName, state }) as Task

it('the site with most missed rounds stands first, and the total is the sum of all', () => {
  const rows = boardOf([
    task('甲', 'done'),
    task('乙', 'missed'),
    task('乙', 'done'),
    task('丙', 'missed'),
    task('丙', 'missed'),
    task('甲', 'late'),
    task('丁', 'open'),
  ])
  expect(rows.map((row) => row.siteName)).toEqual(['丙', '乙', '甲', '丁'])
  expect(totalOf(rows)).toEqual({ siteName: '', due: 7, counts: { missed: 3, late: 1, open: 1, done: 2 } })
})

it('a day without tasks has no rows', () => {
  expect(boardOf([])).toEqual([])
})
