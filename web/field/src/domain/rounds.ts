// The order of a round: by when it must be done, then as one walks: site, area, number.

import type { Task } from '../api/types'

const natural = new Intl.Collator('zh-CN', { numeric: true })

export function inOrder(tasks: Task[]): Task[] {
  return [...tasks].sort(
    (a, b) =>
      a.windowStartAt.localeCompare(b.windowStartAt) ||
      natural.compare(a.siteName, b.siteName) ||
      natural.compare(a.areaName ?? '', b.areaName ?? '') ||
      natural.compare(a.checkpointNumber, b.checkpointNumber),
  )
}
