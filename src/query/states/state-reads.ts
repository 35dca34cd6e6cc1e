import type { QueryContext } from '../../warehouse/ask.ts'
import type { PartRead } from '../plan/part-read.ts'
import type { Part } from '../plan/plan.ts'
import { activeReads } from './active.ts'
import { seriesReads } from './levels.ts'
import { variationReads } from './variation.ts'

/** What is read of the states of a part, kind by kind; what the calendar says is not read (calendar.ts). */
export const stateReads = (part: Part, context: QueryContext, limit?: number): PartRead[] => [
  ...seriesReads(part, context, limit),
  ...variationReads(part, context),
  ...activeReads(part, context),
]
