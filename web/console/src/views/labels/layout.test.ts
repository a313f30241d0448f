import { describe, expect, it } from 'vitest'
import { formOf, layoutOf, unreadable } from './layout'
import type { Layout } from './types'

const layout: Layout = {
  width: '63.5',
  height: '38.1',
  padding: '2.5',
  codeSize: '32',
  codeAt: 'left',
  quietZone: 4,
  level: 'Q',
  outline: false,
  texts: [
    { field: 'name', size: '4.6', bold: true },
    { field: 'number', size: '3.6', bold: false },
  ],
  sheet: { width: '210', height: '297', columns: 3, rows: 7, left: '7.21', top: '15.15', columnGap: '2.54', rowGap: '0' },
}

describe('the form of a layout', () => {
  it('gives back the layout it was made from', () => {
    expect(layoutOf(formOf('甲', layout))).toEqual(layout)
  })

  it('keeps texts in their order and offers the others, off', () => {
    expect(formOf('甲', layout).texts.map((one) => `${one.field}:${one.on}`)).toEqual(['name:true', 'number:true', 'agency:false', 'site:false'])
  })

  it('sends no page for a roll and no share without a logo', () => {
    const form = { ...formOf('甲', layout), sheet: false }
    expect(layoutOf(form)).not.toHaveProperty('sheet')
    expect(layoutOf(form)).not.toHaveProperty('logoShare')
    expect(layoutOf({ ...form, logo: 'aa', logoShare: '15' })).toMatchObject({ logo: 'aa', logoShare: 15 })
  })

  it.each([
    ['width', { width: '' }],
    ['height', { height: '3o' }],
    ['codeSize', { codeSize: '-5' }],
    ['quietZone', { quietZone: '4.5' }],
    ['logoShare', { logo: 'aa', logoShare: 'x' }],
  ])('does not send %s that is no number', (name, change) => {
    expect(unreadable({ ...formOf('甲', layout), ...change })).toBe(name)
  })

  it('asks nothing of what is switched off', () => {
    const form = formOf('甲', layout)
    form.texts[3]!.size = ''
    form.page.left = ''
    form.sheet = false
    expect(unreadable(form)).toBeUndefined()
    form.sheet = true
    expect(unreadable(form)).toBe('sheet.left')
  })
})
