import type { Layout } from './types'

/** The form of a layout: numbers as they are typed. */
export interface LayoutForm {
  name: string
  width: string
  height: string
  padding: string
  codeSize: string
  codeAt: 'left' | 'top'
  quietZone: string
  level: 'L' | 'M' | 'Q' | 'H'
  outline: boolean
  texts: { field: TextField; on: boolean; size: string; bold: boolean }[]
  logo: string
  logoShare: string
  sheet: boolean
  page: { width: string; height: string; columns: string; rows: string; left: string; top: string; columnGap: string; rowGap: string }
}

export type TextField = 'agency' | 'name' | 'site' | 'number'
const fields: TextField[] = ['agency', 'name', 'site', 'number']

const a4 = { width: '210', height: '297', columns: '3', rows: '7', left: '7.21', top: '15.15', columnGap: '2.54', rowGap: '0' }

export function formOf(name: string, layout: Layout): LayoutForm {
  const said = [...layout.texts.map((one) => ({ ...one, on: true }))] as LayoutForm['texts']
  const rest = fields.filter((field) => !said.some((one) => one.field === field))
  const { sheet } = layout
  return {
    name,
    width: layout.width,
    height: layout.height,
    padding: layout.padding,
    codeSize: layout.codeSize,
    codeAt: layout.codeAt as LayoutForm['codeAt'],
    quietZone: String(layout.quietZone),
    level: layout.level as LayoutForm['level'],
    outline: layout.outline,
    texts: [...said, ...rest.map((field) => ({ field, on: false, size: '3', bold: false }))],
    logo: layout.logo ?? '',
    logoShare: String(layout.logoShare || 20),
    sheet: Boolean(sheet),
    page: sheet ? { ...sheet, columns: String(sheet.columns), rows: String(sheet.rows) } : { ...a4 },
  }
}

export function layoutOf(form: LayoutForm): Layout {
  const { page } = form
  return {
    width: form.width,
    height: form.height,
    padding: form.padding,
    codeSize: form.codeSize,
    codeAt: form.codeAt,
    quietZone: Number(form.quietZone),
    level: form.level,
    outline: form.outline,
    texts: form.texts.filter((one) => one.on).map(({ field, size, bold }) => ({ field, size, bold })),
    ...(form.logo ? { logo: form.logo, logoShare: Number(form.logoShare) } : {}),
    ...(form.sheet ? { sheet: { ...page, columns: Number(page.columns), rows: Number(page.rows) } } : {}),
  }
}

const length = /^\d{1,3}(\.\d{1,3})?$/
const whole = /^\d{1,3}$/

/** The first thing that is no number, by its name; the server judges everything else. */
export function unreadable(form: LayoutForm): string | undefined {
  const lengths: [string, string][] = [
    ['width', form.width],
    ['height', form.height],
    ['padding', form.padding],
    ['codeSize', form.codeSize],
    ...form.texts.flatMap((one, i): [string, string][] => (one.on ? [[`texts[${i}].size`, one.size]] : [])),
  ]
  const wholes: [string, string][] = [['quietZone', form.quietZone]]
  if (form.logo) wholes.push(['logoShare', form.logoShare])
  if (form.sheet) {
    const { columns, rows, ...rest } = form.page
    lengths.push(...Object.entries(rest).map(([key, value]): [string, string] => [`sheet.${key}`, value]))
    wholes.push(['sheet.columns', columns], ['sheet.rows', rows])
  }
  return lengths.find(([, value]) => !length.test(value))?.[0] ?? wholes.find(([, value]) => !whole.test(value))?.[0]
}

/** An SVG as the source of a picture: no script of it ever runs, and our own policy allows it. */
export const pictureOf = (svg: string) => `data:image/svg+xml;utf8,${encodeURIComponent(svg)}`
