import type { components } from '@shared/api/schema'
import type { Solid } from '@shared/api/typed'

export type SettlementRow = Solid<components['schemas']['SettlementRow']>
export type Settlement = Solid<components['schemas']['SettlementStatement']>
export type Band = Settlement['rule']['bands'][number]
