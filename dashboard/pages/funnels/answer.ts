import type { Answered } from '../../api/generated/contract.ts'

export type FunnelAnswer = Answered<'POST /analytics/funnel'>
/** How many came this far, and how. */
export type StepCount = FunnelAnswer['steps'][number]

export type JourneysAnswer = Answered<'POST /analytics/journeys'>
