import type { components } from '@shared/api/schema'
import type { Solid } from '@shared/api/typed'

type Shape<K extends keyof components['schemas']> = Solid<components['schemas'][K]>

export type Standard = Shape<'StandardView'>
export type StandardDetail = Shape<'StandardDetail'>
export type Clause = Shape<'StandardClauseView'>
export type ClauseDetail = Shape<'StandardClauseDetail'>
export type Source = NonNullable<StandardDetail['source']>
