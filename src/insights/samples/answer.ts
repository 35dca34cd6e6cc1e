import type { Static } from 'typebox'
import { partsOf } from '../../measures/catalogue.ts'
import type { Condition } from '../../measures/condition.ts'
import { count, type Dimension, type Measure } from '../../measures/define.ts'
import type { State } from '../../measures/state.ts'
import { parse } from '../../query/parse.ts'
import type { QueryContext } from '../../warehouse/ask.ts'
import { questionClause } from '../../warehouse/engine/question-clause.ts'
import { eventsFor, passes } from '../../warehouse/sql/event-filter.ts'
import { latestFirst } from '../../warehouse/sql/log-order.ts'
import { conditionOf, overEvents } from '../../warehouse/sql/sum.ts'
import type { Model } from '../../warehouse/tables/model.ts'
import { inRange, momentFrom } from '../../warehouse/time/clickhouse-time.ts'
import { binderOf, type Meta, metaOf } from '../question.ts'
import type { SampleSums, SamplesRequest } from './request.ts'

/** Where the newest events of a figure are found in the ledger, and what the figure is made of. */
export interface Samples {
  readonly events: readonly { readonly id: string; readonly occurred_at: string }[]
  readonly sums: Static<typeof SampleSums>
  readonly meta: Meta
}

/** One piece of a measure: the events that it looks at, and what it makes of them. */
interface Piece {
  readonly name: string
  readonly when: string
  readonly definition: string
  /** Dimensions that its events do not have, so that no filter by them holds for it. */
  readonly across: readonly Dimension[]
}

/**
 * The newest events that a measure looks at in a range, and how many there are for each piece of it. What lasts (a level of
 * stock) also goes back to events before the range, which are not shown.
 * Throws Failure: unknown_metric, dimension_not_allowed, invalid_request, query_too_large, warehouse_unavailable.
 */
export async function answerSamples(request: SamplesRequest, context: QueryContext): Promise<Samples> {
  const started = performance.now()
  const { metric, limit, explain, ...span } = request
  const question = parse({ ...span, metrics: [metric] }, context.model, context.money.timezone)
  const { metrics, filters } = question
  const pieces = metrics
    .flatMap(({ id }) => partsOf(context.model.measures, id))
    .flatMap((part) => piecesOf(part, context.model))
  if (pieces.length === 0)
    return { events: [], sums: [], meta: await metaOf(context, { started, explain, statements: [] }) }

  const binder = binderOf(context.tenantId, question)
  const conditions = pieces.map(({ when, across }) => {
    const own = filters.filter(({ dimension }) => !across.includes(dimension))
    return `(${[when, ...passes(own, binder)].join(' AND ')})`
  })
  const where = `WHERE ${inRange} AND (${conditions.join(' OR ')})`
  const dimensions = filters.map(({ dimension }) => dimension)
  const source = `${eventsFor(`id occurred_at log_position type action ${where}`, dimensions, context.model.columns)} ${where}`
  const counting = `SELECT ${conditions.map((it) => `countIf(${it})`).join(', ')} FROM ${source} ${questionClause}`
  const finding = `SELECT toString(id), toString(occurred_at) FROM ${source}
    ORDER BY ${latestFirst} LIMIT ${binder.bind(limit, 'UInt32')} ${questionClause}`
  const [counts = []] = (await context.engine.read(counting, binder.params)).data
  const { data } = await context.engine.read(finding, binder.params)
  return {
    events: data.map(([id, time]) => ({ id: String(id), occurred_at: momentFrom(time) })),
    sums: pieces.map(({ name, definition }, index) => ({ name, definition, count: Number(counts[index] ?? 0) })),
    meta: await metaOf(context, { started, explain, statements: [counting, finding] }),
  }
}

const piecesOf = ({ id, sums, states }: Measure, model: Model): Piece[] => [
  ...Object.entries(sums).map(([name, sum]) => ({
    name: `${id}.${name}`,
    when: conditionOf(sum),
    definition: overEvents(sum),
    across: sum.across ?? [],
  })),
  ...Object.entries(states).flatMap(([name, state]) => {
    const of = stateOf(state, model)
    return of === undefined
      ? []
      : [{ name: `${id}.${name}`, when: taken(of.when), definition: of.definition, across: [] }]
  }),
]

const taken = (when: Condition) => conditionOf(count(when))

/** The events that tell a state, and what is made of them; undefined for what only the calendar says. */
function stateOf(state: State, { byPerson }: Model): { when: Condition; definition: string } | undefined {
  switch (state.kind) {
    case 'calendar':
      return undefined
    case 'active':
      return {
        when: { ...byPerson, where: `${byPerson.where} AND ${state.of} != ''` },
        definition: `uniq(${state.of}) over ${state.days} days`,
      }
    case 'unfollowed':
      return { when: state.when, definition: `uniq(${state.of}) that nothing followed: ${taken(state.unless)}` }
    case 'variation':
      return {
        when: state.when,
        definition: `stddevPop(${state.of}) / avg(${state.of}) by day and ${state.per.join(', ')}`,
      }
    default:
      return {
        when: { type: state.series.type },
        definition: `${state.kind} of ${state.of} by ${state.series.per.join(', ')}`,
      }
  }
}
