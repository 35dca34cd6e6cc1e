import { divide } from '../../measures/define.ts'
import type { QueryContext } from '../../warehouse/ask.ts'
import type { Binder } from '../../warehouse/engine/parameters.ts'
import { questionClause } from '../../warehouse/engine/question-clause.ts'
import { eventsFor, passes } from '../../warehouse/sql/event-filter.ts'
import type { Filter } from '../../warehouse/sql/filter.ts'
import { inRange } from '../../warehouse/time/clickhouse-time.ts'
import { binderOf, metaOf, parseSpan } from '../question.ts'
import { sample } from '../sampling.ts'
import type { TherapyAnswer, TherapyRequest, TherapySteps } from './request.ts'
import { suppressSmall } from './small-cells.ts'
import { deviceProductsSql, therapiesSql } from './sql.ts'

/** Orders that are followed at once; of more, a sample is. */
const mostOrders = 100_000
const mostValues = 20

/** What an order is cut by: known of the whole order, not of the event that placed it. */
const cuts: Readonly<Record<string, string>> = {
  lot: "arrayJoin(if(empty(order_lots), [''], order_lots))",
  product_id: "arrayJoin(if(empty(products), [''], products))",
  firmware: 'firmware',
  region: 'region',
}

/**
 * From the order to a therapy that is kept to, for the orders placed in the range that pass the filters, whenever their
 * later steps happened. Orders of refills and accessories are counted as placed, and stand in no denominator after that.
 * Throws Failure: invalid_request, dimension_not_allowed, query_too_large, warehouse_unavailable.
 */
export async function answerTherapy(request: TherapyRequest, context: QueryContext): Promise<TherapyAnswer> {
  const started = performance.now()
  const span = parseSpan(request, context, therapyTypes(request))
  const binder = binderOf(context.tenantId, span)
  const { ofPlacing, ofOrder } = split(span.filters)
  const ofRange = ["type = 'order'", "action = 'placed'", inRange].join(' AND ')
  const where = [ofRange, ...passes(ofPlacing, binder)].join(' AND ')
  const dimensions = ofPlacing.map(({ dimension }) => dimension)
  const placed = `${eventsFor(`order_id occurred_at type action WHERE ${where}`, dimensions, context.model.columns)}
    WHERE ${where}`
  const { share, where: isLookedAt, statement } = await sample(context, placed, 'order_id', binder.params, mostOrders)
  const least = context.money.smallCell ?? 0
  const conditions = ofOrder.map((filter) => orderPasses(filter, binder))
  const rest = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`

  const statements = [statement]
  const ask = async (sql: string) => {
    const limited = `${sql} ${questionClause}`
    statements.push(limited)
    return (await context.engine.read(limited, binder.params)).data
  }
  const products = (await ask(deviceProductsSql)).map(([product]) => String(product))
  const deviceProducts = binder.bind(products, 'Array(String)')
  const orders = `(${therapiesSql(`SELECT order_id FROM ${placed} AND ${isLookedAt}`, deviceProducts)})`
  const [whole = []] = await ask(`SELECT ${figures} FROM ${orders} ${rest}`)
  const cut = request.by === undefined ? undefined : cuts[request.by]
  const values =
    cut === undefined
      ? undefined
      : await ask(`SELECT ${figures}, toString(${cut}) AS value FROM ${orders} ${rest}
        GROUP BY value ORDER BY count() DESC, value LIMIT ${mostValues}`)
  // What the filters leave out is a cell too.
  const leftOut =
    least > 0 && span.filters.length > 0 ? (await countActivated()) - activatedOf(whole, share) : undefined
  const { figures: told, suppressed } = suppressSmall(
    {
      steps: stepsOf(whole, share),
      with_device: withDevice(whole, share),
      ...(values !== undefined && {
        breakdown: values.map((row) => ({
          value: String(row.at(-1)) || null,
          steps: stepsOf(row, share),
          with_device: withDevice(row, share),
        })),
      }),
    },
    least,
    leftOut,
  )
  const meta = await metaOf(context, { started, explain: request.explain, statements, share })
  return { ...told, meta: { ...meta, ...(suppressed !== undefined && { suppressed }) } }

  /** Activated orders of the range, whatever the filters. */
  async function countActivated(): Promise<number> {
    const every = `${eventsFor(`order_id occurred_at type action WHERE ${ofRange}`, [], context.model.columns)} WHERE ${ofRange}`
    const sampled = await sample(context, every, 'order_id', binder.params, mostOrders)
    statements.push(sampled.statement)
    const chosen = `SELECT order_id FROM ${every} AND ${sampled.where}`
    const [row = []] = await ask(`SELECT ${figures} FROM (${therapiesSql(chosen, deviceProducts)})`)
    return activatedOf(row, sampled.share)
  }
}

/** What an order says filters it; its firmware is that of its devices. */
const therapyTypes = ({ filters = {} }: TherapyRequest) => ('firmware' in filters ? [] : ['order'])

/** Lot and firmware are known of an order only from its parcels and devices. */
function split(filters: readonly Filter[]) {
  const isOfOrder = ({ dimension }: Filter) => ['lot', 'firmware'].includes(dimension)
  return { ofOrder: filters.filter(isOfOrder), ofPlacing: filters.filter((filter) => !isOfOrder(filter)) }
}

function orderPasses({ dimension, values }: Filter, { bind }: Binder): string {
  const slot = bind(values, 'Array(String)')
  if (dimension === 'firmware') return `has(${slot}, firmware)`
  return values.includes('') ? `(hasAny(${slot}, order_lots) OR empty(order_lots))` : `hasAny(${slot}, order_lots)`
}

/** A step, the moment of it, and the moment that its days are counted from. */
const steps = [
  { id: 'ordered', reached: 'isNotNull(ordered)', moment: null },
  { id: 'shipped', reached: 'isNotNull(shipped)', moment: ['ordered', 'shipped'] },
  { id: 'delivered', reached: 'isNotNull(delivered)', moment: ['shipped', 'delivered'] },
  { id: 'activated', reached: 'isNotNull(activated)', moment: ['delivered', 'activated'] },
  { id: 'adherent', reached: 'adherent', moment: null },
  { id: 'adverse_event', reached: 'isNotNull(harmed)', moment: ['activated', 'harmed'], of: 'activated' },
  { id: 'refunded', reached: 'isNotNull(refunded)', moment: ['ordered', 'refunded'], of: 'ordered' },
] as const

/** SQL of a count for each step, of the orders with a device, then of the median and the ninth decile of its days, null where there are none. */
const figures = [
  ...steps.map(({ reached }) => `countIf(${reached})`),
  'countIf(with_device)',
  ...steps.map(({ reached, moment }) => {
    if (moment === null) return '[NULL, NULL]'
    const [from, to] = moment.map((it) => `toUnixTimestamp64Micro(assumeNotNull(${it}))`)
    return `quantilesExactInclusiveIf(0.5, 0.9)((${to} - ${from}) / 86400e6, ${reached})`
  }),
].join(', ')

const activatedAt = steps.findIndex(({ id }) => id === 'activated')
const activatedOf = (row: readonly unknown[], share: number) => Math.round(Number(row[activatedAt] ?? 0) / share)

const withDevice = (row: readonly unknown[], share: number) => Math.round(Number(row[steps.length] ?? 0) / share)

function stepsOf(row: readonly unknown[], share: number): TherapySteps {
  const counts = steps.map((_, index) => Math.round(Number(row[index] ?? 0) / share))
  const countOf = (id: string) => counts[steps.findIndex((step) => step.id === id)] ?? 0
  const with_device = withDevice(row, share)
  return steps.map((step, index) => {
    const [median_days = null, p90_days = null] = (row[steps.length + 1 + index] ?? []) as (number | null)[]
    const count = counts[index] ?? 0
    const before = step.id === 'shipped' ? with_device : counts[index - 1]
    const whole = step.id === 'ordered' ? count : 'of' in step ? countOf(step.of) : with_device
    return {
      id: step.id,
      count,
      conversion: divide(count, whole),
      drop_off: 'of' in step || before === undefined ? null : divide(before - count, before),
      median_days,
      p90_days,
    }
  })
}
