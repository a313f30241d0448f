import type { components } from '@shared/api/schema'
import type { Solid } from '@shared/api/typed'

// The shapes of this area as the OpenAPI document gives them.
type Shape<K extends keyof components['schemas']> = Solid<components['schemas'][K]>

export type DrawRow = Shape<'SpotcheckRow'>
export type Draw = Shape<'SpotcheckDetail'>
export type DrawObject = Draw['objects'][number]
export type DrawPreview = Shape<'SpotcheckPreview'>
export type Repetition = Shape<'SpotcheckRepetition'>
export type DrawRecord = Shape<'SpotcheckRecordRow'>
export type Conflict = Shape<'SpotcheckConflict'>
export type LevelRow = Shape<'SwitchingRow'>
export type LevelDetail = Shape<'SwitchingDetail'>
export type Lot = LevelRow['lots'][number]
export type LevelSwitch = LevelDetail['switches'][number]
export type Level = LevelRow['level']
export type LevelSettings = Shape<'SwitchingSettingsView'>
export type RecheckReport = Shape<'RecheckReport'>
export type RecheckRow = RecheckReport['items'][number]
export type RecheckPair = Shape<'RecheckPair'>
export type RecheckSettings = Shape<'RecheckSettingsView'>
