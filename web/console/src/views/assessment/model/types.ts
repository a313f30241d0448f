import type { components } from '@shared/api/schema'
import type { Solid } from '@shared/api/typed'

type Shape<K extends keyof components['schemas']> = Solid<components['schemas'][K]>

export type Fact = Shape<'AssessmentFactBody'>
export type AssessmentRow = Shape<'AssessmentRow'>
export type Assessment = Shape<'AssessmentSheet'>
export type IndicatorScore = Assessment['indicators'][number]
export type Scheme = Shape<'AssessmentSchemeBody'>
export type Indicator = Scheme['indicators'][number]
