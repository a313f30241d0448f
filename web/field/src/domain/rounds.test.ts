import { describe, expect, it } from 'vitest'
import type { Task } from '../api/types'
import { inOrder } from './rounds'

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
