import { describe, expect, it } from 'vitest'
import { chosenBand, percent, upperOf } from './bands'
import { sumMoney } from './sums'

const bands = [
  { min: '90.00', max: '100.00', grade: '全额', coefficientBp: 10000 },
  { min: '80.00', max: '89.00', grade: '扣10%', coefficientBp: 9000 },
  { min: '0.00', max: '79.00', grade: '不合格', coefficientBp: 6000 },
]

describe('the band of a month', () => {
  it('begins at its lower bound and ends where the better one begins, gaps in the rule or not', () => {
    expect(['100.00', '90.00', '89.99', '89.50', '80.00', '79.50', '0.00'].map((p) => chosenBand(bands, p)?.grade)).toEqual([
      '全额',
      '全额',
      '扣10%',
      '扣10%',
      '扣10%',
      '不合格',
      '不合格',
    ])
    expect(bands.map((band) => upperOf(bands, band))).toEqual(['100.00', '90.00', '80.00'])
  })
  it('is none without points', () => {
    expect(chosenBand(bands, undefined)).toBeUndefined()
    expect(chosenBand([], '90')).toBeUndefined()
  })
  it('pays a share that is written as people write it', () => {
    expect([10000, 9250, 0].map(percent)).toEqual(['100%', '92.5%', '0%'])
  })
})

describe('totals of money', () => {
  it('are exact beyond what a float can hold', () => {
    expect(sumMoney(['90071992547409.91', '0.01', '0.02'])).toBe('90071992547409.94')
    expect(sumMoney(['0.10', '0.20', '-0.30'])).toBe('0.00')
    expect(sumMoney(['1.5', '-3'])).toBe('-1.50')
    expect(sumMoney([])).toBe('0.00')
  })
})
