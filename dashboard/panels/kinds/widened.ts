import type { QueryMeta } from '../../api/query.ts'
import type { View } from '../../filters/view.ts'
import { enoughObservations, fewObservations, isFew } from '../../numbers/observed.ts'
import type { Series } from '../../numbers/series.ts'

/** What every question over time adds: what points rest on, and wider buckets where those of a share rest on too little. */
export const askingEnough = { observations: true, minimum_observations: enoughObservations } as const

/** The view by the buckets that were answered. */
export function viewAnswered(view: View, { granularity }: QueryMeta): View {
  return granularity === undefined || granularity === 'total' ? view : { ...view, granularity }
}

/** What must be said of what the points rest on: nothing where they rest on enough, in the buckets that were asked for. */
export function observedNote(view: View, meta: QueryMeta, series: readonly Series[]): string | undefined {
  const { granularity } = viewAnswered(view, meta)
  const typical = meta.typical_observations ?? null
  const enough = typical === null || typical >= enoughObservations
  const hollow = series.some(({ observed = [] }) => observed.some(isFew))
  const sentences = [
    ...(granularity === view.granularity
      ? []
      : [
          `By ${granularity}, so that points rest on ${enough ? `${enoughObservations} or more` : 'more'} observations.`,
        ]),
    ...(enough
      ? []
      : [`A point typically rests on ${Math.round(typical)} ${typical === 1 ? 'observation' : 'observations'}.`]),
    ...(hollow ? [`Hollow: fewer than ${fewObservations}.`] : []),
  ]
  return sentences.length === 0 ? undefined : sentences.join(' ')
}
