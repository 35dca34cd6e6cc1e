import type { Static } from 'typebox'
import { partsOf } from '../../measures/catalogue.ts'
import { parse } from '../../query/parse.ts'
import type { QueryContext } from '../../warehouse/ask.ts'
import { momentFrom } from '../../warehouse/time/clickhouse-time.ts'
import { binderOf, type Meta, metaOf } from '../question.ts'
import { piecesOf } from './pieces.ts'
import type { SampleSums, SamplesRequest } from './request.ts'
import { samplesSql } from './sql.ts'

/** Where the newest events of a figure are found in the ledger, and what the figure is made of. */
export interface Samples {
  readonly events: readonly { readonly id: string; readonly occurred_at: string }[]
  readonly sums: Static<typeof SampleSums>
  readonly meta: Meta
}

/**
 * The newest events that a measure counts in a range, and how many there are for each piece of it. What lasts (a level
 * of stock) also goes back to events before the range, which are not shown.
 * @throws Failure unknown_metric, dimension_not_allowed, invalid_request, query_too_large, warehouse_unavailable
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
  const { counting, finding } = samplesSql(pieces, filters, limit, binder, context.model.columns)
  const [counts = []] = (await context.engine.read(counting, binder.params)).data
  const { data } = await context.engine.read(finding, binder.params)
  return {
    events: data.map(([id, time]) => ({ id: String(id), occurred_at: momentFrom(time) })),
    sums: pieces.map(({ name, definition }, index) => ({ name, definition, count: Number(counts[index] ?? 0) })),
    meta: await metaOf(context, { started, explain, statements: [counting, finding] }),
  }
}
