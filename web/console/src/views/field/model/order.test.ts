import { expect, it } from 'vitest'
import { moved } from './order'

it('an entry moves up, down and to either end, and the others keep their order', () => {
  expect(moved(['a', 'b', 'c', 'd'], 0, 2)).toEqual(['b', 'c', 'a', 'd'])
  expect(moved(['a', 'b', 'c', 'd'], 3, 0)).toEqual(['d', 'a', 'b', 'c'])
  expect(moved(['a', 'b'], 0, 1)).toEqual(['b', 'a'])
})

it('a place outside the list changes nothing', () => {
  for (const [from, to] of [[0, -1], [1, 2], [-1, 0], [2, 0], [1, 1]] as const) expect(moved(['a', 'b'], from, to)).toEqual(['a', 'b'])
})
