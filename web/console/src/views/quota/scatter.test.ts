import { describe, expect, it } from 'vitest'
import { labelSides, roundAxis } from './scatter'

describe('the axis of deviations', () => {
  it.each([
    [[-13.8, 21.3], { min: -20, max: 30, interval: 10 }],
    [[2.1, 3.9], { min: 0, max: 5, interval: 1 }],
    [[-3], { min: -4, max: 1, interval: 1 }],
    [[], { min: 0, max: 1, interval: 1 }],
  ])('of %j ends at round figures and holds nought', (values, axis) => {
    expect(roundAxis(values)).toEqual(axis)
  })
  it('never leaves a value outside', () => {
    for (const value of [0.4, 99.9, 101, 1234, -777]) {
      const { min, max } = roundAxis([value])
      expect(value >= min && value <= max).toBe(true)
    }
  })
})

describe('the names of points', () => {
  const x = { min: -20, max: 30, interval: 10 }
  const y = { min: 40, max: 100, interval: 10 }
  const size = { width: 300, height: 200 }
  const point = (px: number, py: number) => ({ x: px, y: py, name: '绿野园林养护' })

  it('stand above where there is room', () => {
    expect(labelSides([point(0, 60), point(0, 90)], x, y, size)).toEqual(['top', 'top'])
  })
  it('give way to each other when the points are near', () => {
    const sides = labelSides([point(-6, 85), point(1, 87)], x, y, size)
    expect(new Set(sides).size).toBe(2)
  })
})
