import type { FilterDimension } from '../../api/dimension-names.ts'
import type { Step } from '../../event-step/step.ts'

/** Whose steps are put in order. */
export type By = 'session_id' | 'user_id'

/** What the funnel asks. */
export interface FunnelChoice {
  readonly steps: readonly Step[]
  readonly by: By
  readonly windowSeconds: number
  readonly breakdown?: FilterDimension | undefined
}

/** What the journeys ask. Without a start they begin with the first event of each. */
export interface JourneyChoice {
  readonly start: Step | undefined
  readonly by: By
  readonly depth: number
  readonly top: number
}
