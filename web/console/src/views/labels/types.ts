import type { components } from '@shared/api/schema'
import type { Solid } from '@shared/api/typed'

type Shape<K extends keyof components['schemas']> = Solid<components['schemas'][K]>

export type LabelStatus = Shape<'LabelStatusView'>
export type LabelReport = Shape<'LabelReportView'>
export type LabelPrint = Shape<'LabelPrintView'>
export type LabelTemplate = Shape<'LabelTemplateView'>
export type LabelIssue = Shape<'LabelIssue'>
export type Layout = Shape<'LabelLayout'>
export type Preview = Shape<'LabelPreview'>

/** Which labels a print is about: named ones, or all that the filters of a list find. */
export interface PrintOf {
  checkpointIds?: string[]
  siteId?: string
  supplierId?: string
  category?: string
  status?: string
  q?: string
}
