import type { components } from '@shared/api/schema'
import type { Solid } from '@shared/api/typed'

export type Finding = Solid<components['schemas']['FindingRow']>
export type FindingDetail = Solid<components['schemas']['FindingDetail']>
export type Rectification = FindingDetail['rectifications'][number]
