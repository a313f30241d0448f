import type { components } from '@shared/api/schema'
import type { Solid } from '@shared/api/typed'

// The shapes of this area as the OpenAPI document gives them, under the words of the screens.
type Shape<K extends keyof components['schemas']> = Solid<components['schemas'][K]>

export type Task = Shape<'RoundTaskView'>
export type TaskState = Task['state']
export type InspectionRow = Shape<'InspectionRow'>
export type Inspection = Shape<'InspectionDetail'>
export type Observation = Inspection['observations'][number]
export type ClauseRef = Shape<'ChecklistClauseRef'>
export type Site = Shape<'OrgSiteView'>
export type Area = Shape<'OrgAreaView'>
export type Checkpoint = Shape<'CheckpointView'>
export type CheckpointDetail = Shape<'CheckpointDetail'>
export type Plan = Shape<'RoundPlanView'>
export type Preview = Shape<'RoundPreview'>
export type Route = Shape<'RoundRouteView'>
export type RouteDetail = Shape<'RoundRouteDetail'>
export type Round = Shape<'RoundView'>
export type Team = Shape<'RoundTeamView'>
export type Person = Shape<'RoundPersonView'>
export type Duty = Shape<'RoundDutyView'>
export type Checklist = Shape<'ChecklistView'>
export type ChecklistDetail = Shape<'ChecklistDetail'>
export type VersionHead = ChecklistDetail['versions'][number]
export type Version = Shape<'ChecklistVersionView'>
export type ChecklistItem = Version['sections'][number]['items'][number]
export type Severity = ChecklistItem['severity']
export type Demands = Version['demands']
export type Doubt = Shape<'DoubtView'>
export type DoubtDetail = Shape<'DoubtDetail'>
export type DoubtSettings = Shape<'DoubtSettings'>

/** What became of a file; the document has no shape for it, since the operation takes a stream. */
export interface QueueResult {
  authorId: string
  authorName: string
  savedAt: string
  carried: boolean
  photos: number
  refusedPhotos: { sha256: string; code: string }[]
  records: {
    id: string
    kind: 'inspection' | 'rectification' | 'reinspection'
    title: string
    state: 'received' | 'known' | 'refused' | 'failed'
    number?: string
    code?: string
  }[]
}
