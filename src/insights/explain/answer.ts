import { Failure } from '../../platform/errors.ts'
import type { QueryContext } from '../../warehouse/ask.ts'
import { metaOf } from '../question.ts'
import { type Asked, understand } from './asked.ts'
import { boundFor, breakdownOf, changeInterval, tell, topOf, verdictOf } from './judge.ts'
import { isOfPayments } from './kind.ts'
import { type Noise, readNoise } from './noise.ts'
import { readWhole, type Side } from './read-segments.ts'
import type { ExplainAnswer, ExplainRequest, skipReasons } from './request.ts'
import { type Table, tableBy, type Whole } from './tables.ts'

type SkipReason = (typeof skipReasons)[number]

/** After so long no further dimension is begun: each takes some statements. */
const mostMs = 20_000
const crossedBy = ['gateway', 'method', 'decline_code', 'country']

/**
 * Why a measure changed from one range to another: what each segment of each dimension added to the change, and which segments
 * changed otherwise than the rest.
 * Throws Failure: unknown_metric, dimension_not_allowed, invalid_request, query_too_large, warehouse_unavailable.
 */
export async function answerExplain(request: ExplainRequest, context: QueryContext): Promise<ExplainAnswer> {
  const started = performance.now()
  const asked = await understand(request, context)
  const { previous, current } = await readWhole(asked, context)
  const whole = wholeOf(previous.side, current.side)
  const found = whole === null ? nothing : await breakDown(asked, whole, request, context, started)
  const change = whole === null ? 0 : whole.current.value - whole.previous.value
  const { tables, crossed, skipped, noise } = found
  const interval = whole === null || noise === null ? null : changeInterval(asked.kind, whole, noise)
  const bound = boundFor(tables.reduce((sum, { effects }) => sum + effects.length, 0))
  const told = tables.map((table) => tell(table, change, bound))
  const top = topOf(told.flat(), change)
  const reads = [previous, current, ...[...tables, ...(crossed ? [crossed] : [])].map(({ read }) => read)]
  return {
    ...{ metric: asked.measure.id, kind: asked.kind },
    ...{ previous: previous.side?.value ?? null, current: current.side?.value ?? null },
    ...{ n_previous: previous.side?.n ?? null, n_current: current.side?.n ?? null },
    change: whole === null ? null : change,
    interval,
    verdict: whole === null ? 'no_value' : verdictOf(change, interval, top),
    top,
    breakdowns: tables.map((table, index) => breakdownOf(table, told[index] ?? [], change, request.limit)),
    crossed:
      crossed && breakdownOf(crossed, tell(crossed, change, boundFor(crossed.effects.length)), change, request.limit),
    skipped,
    meta: {
      ...(await metaOf(context, {
        ...{ started, explain: request.explain },
        statements: reads.flatMap(({ statements }) => statements),
      })),
      ...(context.money.smallCell ? { suppressed: reads.reduce((sum, it) => sum + it.suppressed, 0) } : {}),
      currency: asked.money.currency,
      compared: asked.compared,
    },
  }
}

interface Found {
  readonly tables: readonly Table[]
  readonly crossed: Table | null
  readonly skipped: ExplainAnswer['skipped']
  readonly noise: Noise | null
}
const nothing: Found = { tables: [], crossed: null, skipped: [], noise: null }

async function breakDown(
  asked: Asked,
  whole: Whole,
  request: ExplainRequest,
  context: QueryContext,
  started: number,
): Promise<Found> {
  const noise = await readNoise(asked.measure, asked.question, asked.compared, context)
  const tables: Table[] = []
  const skipped: { dimension: string; reason: SkipReason }[] = []
  const tryTable = async (dimensions: readonly string[]): Promise<Table | SkipReason> => {
    if (performance.now() - started > mostMs) return 'time'
    try {
      const table = await tableBy(dimensions, asked, whole, noise, context)
      return table.effects.length + table.read.withheld < 2 ? 'one_value' : table
    } catch (error) {
      if (error instanceof Failure && error.code === 'query_too_large') return 'too_many_values'
      throw error
    }
  }
  for (const dimension of asked.dimensions) {
    const table = await tryTable([dimension])
    if (typeof table === 'string') skipped.push({ dimension, reason: table })
    else tables.push(table)
  }
  const cross = request.dimensions === undefined && isOfPayments(asked.measure, context.model.measures)
  const dimensions = cross ? crossedBy.filter((dimension) => asked.dimensions.includes(dimension)) : []
  const crossed = dimensions.length > 1 ? await tryTable(dimensions) : null
  return { tables, crossed: typeof crossed === 'string' ? null : crossed, skipped, noise }
}

/** null where one of the ranges has no value to compare. */
function wholeOf(previous: Side | null, current: Side | null): Whole | null {
  if (previous === null || previous.value === null || current === null || current.value === null) return null
  return { previous: { n: previous.n, value: previous.value }, current: { n: current.n, value: current.value } }
}
