import { count, dateTime, dayText, money, percent, points, quantity, type Translate } from '@shared/format'

/** How a column's value is written; the numeric ones stand right-aligned in tabular figures. */
export type ColumnKind = 'money' | 'points' | 'count' | 'percent' | 'quantity' | 'day' | 'time' | 'text'

export interface Column<T> {
  key: string
  /** The head, with the unit where there is one: "金额（元）". */
  title: string
  kind?: ColumnKind
  /** Where the value is not simply `row[key]`. */
  value?: (row: T) => unknown
  width?: number
  minWidth?: number
  align?: 'left' | 'right' | 'center'
  fixed?: 'left' | 'right' | boolean
  sortable?: boolean
  /** This column opens the row. */
  link?: boolean
  /** Long texts may take several lines. */
  wrap?: boolean
  /** Long texts are cut to the one line of the row; the whole stands in the title. The column keeps its `minWidth`. */
  clip?: boolean
}

const figures = new Set<ColumnKind>(['money', 'points', 'count', 'percent', 'quantity'])

/** Whether a column holds figures that are compared down the column. */
export function isFigure(column: { kind?: ColumnKind }): boolean {
  return column.kind !== undefined && figures.has(column.kind)
}

export function valueOf<T>(row: T, column: Column<T>): unknown {
  return column.value ? column.value(row) : (row as Record<string, unknown>)[column.key]
}

/** A cell as it is written; "—" where there is nothing. */
export function textOf<T>(row: T, column: Column<T>, t: Translate): string {
  const v = valueOf(row, column)
  switch (column.kind) {
    case 'money':
      return money(v as string)
    case 'points':
      return points(v as string)
    case 'quantity':
      return quantity(v as string)
    case 'percent':
      return percent(v as number, { sign: true })
    case 'count':
      return count(v as number)
    case 'day':
      return dayText(v as string, t)
    case 'time':
      return dateTime(v as string)
    default:
      return v === null || v === undefined || v === '' ? '—' : String(v)
  }
}

/**
 * The columns as a phone shows them: what is ticked, the name of the row, what is said of it, and its acts. A column
 * without a head holds something to press; it is a tick where it comes first.
 */
export function cardParts<T>(columns: Column<T>[]): { ticks: Column<T>[]; name?: Column<T>; rest: Column<T>[]; acts: Column<T>[] } {
  const name = columns.find((c) => c.link) ?? columns.find((c) => c.title)
  const ticks = columns.filter((c, i) => !c.title && i === 0)
  const acts = columns.filter((c, i) => !c.title && i > 0)
  return { ticks, name, rest: columns.filter((c) => c.title && c !== name), acts }
}
