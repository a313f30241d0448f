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
