import type { Measure } from '../../api/catalogue.ts'
import { breakdown } from '../../panels/kinds/breakdown.tsx'
import { matrix } from '../../panels/kinds/matrix.ts'
import { ranking } from '../../panels/kinds/ranking.tsx'
import { trend } from '../../panels/kinds/trend.tsx'
import type { Panel } from '../../panels/panel.ts'
import type { Exploration } from './question.ts'

/** Sums without events are zero; ratios, means and states are undefined. */
const absentOf = ({ unit }: Measure) => (unit === 'count' || unit === 'money' ? 0 : null)

const titleOf = (dimension: string) => dimension.replaceAll('_', ' ')

/** The panels that answer an exploration: drawings where they can be read, and always a table. */
export function explorationPanels(measures: readonly Measure[], { by, over }: Exploration): Panel[] {
  const drawn = measures.filter(({ unit }) => unit !== 'distribution')
  const [first] = by
  const ids = measures.map(({ id }) => id)
  if (first === undefined) return trendsByUnit(drawn)
  const drawings = drawn.map((measure) => {
    const title = `${measure.title} by ${titleOf(first)}`
    const id = `${measure.id}_by_${first}`
    return over === 'total'
      ? ranking({ id, title, metric: measure.id, by: first })
      : breakdown({ id, title, metric: measure.id, by: first, form: 'lines', absent: absentOf(measure) })
  })
  const [metric, ...more] = ids
  if (metric === undefined) return []
  const table = matrix({
    id: 'table',
    title: `By ${by.map(titleOf).join(', ')}`,
    metrics: [metric, ...more],
    by: by.map((dimension) => ({ dimension, title: titleOf(dimension) })),
  })
  return [...drawings, table]
}

/** Measures of one unit share an axis. */
function trendsByUnit(measures: readonly Measure[]): Panel[] {
  return [...Map.groupBy(measures, ({ unit }) => unit).values()].map((some) => {
    const [first, ...others] = some as [Measure, ...Measure[]]
    return trend({
      id: `${first.id}_over_time`,
      title: some.map(({ title }) => title).join(', '),
      metrics: [first.id, ...others.map(({ id }) => id)],
      absent: absentOf(first),
      width: 12,
    })
  })
}
