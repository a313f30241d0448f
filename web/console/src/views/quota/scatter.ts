/** A point of a picture, in the units of its axes. */
export interface Point {
  x: number
  y: number
  name: string
}
export interface Axis {
  min: number
  max: number
  interval: number
}
export type Side = 'top' | 'bottom' | 'right' | 'left'

const steps = [1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000, 5000, 10_000]

/** An axis that holds all values and nought, with some room beside them, and ends at round figures. */
export function roundAxis(values: number[]): Axis {
  const low = Math.min(0, ...values)
  const high = Math.max(0, ...values)
  const room = Math.max(1, (high - low) * 0.12)
  const min = low < 0 ? low - room : low
  const max = high + room
  const interval = steps.find((step) => (max - min) / step <= 6) ?? steps[steps.length - 1]!
  return { min: Math.floor(min / interval) * interval || 0, max: Math.ceil(max / interval) * interval, interval }
}

interface Box {
  left: number
  right: number
  top: number
  bottom: number
}
const meet = (a: Box, b: Box) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom

/**
 * On which side of its point each name can be read: the first that meets no other
 * point and no name placed before. `size` is the plot in pixels, the smallest it is drawn at.
 */
export function labelSides(points: Point[], x: Axis, y: Axis, size: { width: number; height: number }): Side[] {
  const at = points.map((p) => ({
    x: ((p.x - x.min) / (x.max - x.min)) * size.width,
    y: ((y.max - p.y) / (y.max - y.min)) * size.height,
    wide: p.name.length * 12,
  }))
  const marks: Box[] = at.map((p) => ({ left: p.x - 6, right: p.x + 6, top: p.y - 6, bottom: p.y + 6 }))
  const placed: Box[] = []
  return at.map((p, i) => {
    const across = { left: p.x - p.wide / 2, right: p.x + p.wide / 2 }
    const level = { top: p.y - 8, bottom: p.y + 8 }
    const boxes: [Side, Box][] = [
      ['top', { ...across, top: p.y - 25, bottom: p.y - 9 }],
      ['bottom', { ...across, top: p.y + 9, bottom: p.y + 25 }],
      ['right', { ...level, left: p.x + 9, right: p.x + 9 + p.wide }],
      ['left', { ...level, left: p.x - 9 - p.wide, right: p.x - 9 }],
    ]
    const free = ([, box]: [Side, Box]) =>
      box.left >= -30 && box.right <= size.width + 24 && !placed.some((b) => meet(b, box)) && !marks.some((m, j) => j !== i && meet(m, box))
    const [side, box] = boxes.find(free) ?? boxes[0]!
    placed.push(box)
    return side
  })
}
