import { allFigures } from '../dashboard/pages/overview/figures.ts'
import type { FunnelRequest } from '../src/insights/funnel/request.ts'
import type { Measures } from '../src/measures/catalogue.ts'
import type { QueryRequest } from '../src/query/request.ts'
import { firstDay } from './made-up-events.ts'

/** What a panel asks the warehouse. */
export type Question =
  | { readonly page: string; readonly name: string; readonly query: QueryRequest }
  | { readonly page: string; readonly name: string; readonly funnel: FunnelRequest }

const date = (offset: number) => new Date(Date.parse(firstDay) + offset * 86_400_000).toISOString().slice(0, 10)

/** The thirty days that pages show at first, with the thirty before; both lie within what was made up. */
const month = { from: date(45), to: date(75) }
const longer = { from: date(45), to: date(90) }

type Rest = Partial<QueryRequest>

/** Measures over time, beside the period before: a figure, a line chart. */
const overTime = (page: string, name: string, metrics: string[], rest: Rest = {}): Question => ({
  page,
  name,
  query: { metrics, ...month, granularity: 'day', compare: 'previous_period', limit: 10_000, ...rest },
})

/** Measures by the values of dimensions, the largest first: a ranking, a table. */
const by = (page: string, dimensions: string[], metrics: string[], rest: Rest = {}): Question => ({
  page,
  name: `${metrics.join(', ')} by ${dimensions.join(' and ')}`,
  query: { metrics, ...month, granularity: 'total', dimensions, order_by: `-${metrics[0]}`, limit: 200, ...rest },
})

/** A measure by day and by the values of a dimension: several lines in one chart. */
const lines = (page: string, metric: string, dimension: string): Question => ({
  page,
  name: `${metric} by day and ${dimension}`,
  query: { metrics: [metric], ...month, granularity: 'day', dimensions: [dimension], limit: 10_000 },
})

/** What pages query, by page. The caller leaves out measures that do not exist yet. */
export function pageQuestions(): Question[] {
  const all = allFigures.map(({ metric }) => metric)
  return [
    overTime('overview', 'all figures by day', all),
    overTime('overview', 'all figures by day, 45 days', all, longer),
    overTime('overview', 'all figures by day, one country', all, { filters: { country: 'ES' } }),
    overTime('overview', 'all figures by day in Europe/Madrid', all, { timezone: 'Europe/Madrid' }),
    overTime('overview', 'all figures by day in Asia/Kolkata', all, { timezone: 'Asia/Kolkata' }),
    overTime('overview', 'gmv and orders by hour', ['gmv', 'orders'], { granularity: 'hour' }),
    by('overview', ['country'], ['gmv', 'orders', 'sessions', 'conversion_rate']),
    by('overview', ['category'], ['gmv', 'orders', 'items_sold']),
    by('overview', ['product_id'], ['gmv', 'orders', 'items_sold', 'returns']),
    by('overview', ['channel', 'campaign'], ['sessions', 'orders', 'gmv']),
    by('overview', ['city'], ['sessions', 'gmv']),
    by('overview', ['gateway'], ['gmv', 'orders', 'aov']),
    by(
      'payments',
      ['gateway', 'method'],
      ['payment_volume', 'payments_captured', 'payments_failed', 'payment_success_rate', 'refund_rate'],
    ),
    lines('payments', 'payment_success_rate', 'gateway'),
    by('payments', ['decline_code'], ['payments_failed']),
    by('payments', ['gateway'], ['payment_latency_p50', 'payment_latency_p95', 'payment_latency_p99']),
    lines('payments', 'payment_latency_p95', 'gateway'),
    overTime('payments', 'risk scores', ['risk_score_distribution'], { granularity: 'total' }),
    by('payments', ['gateway'], ['refunds', 'partial_refunds', 'refund_amount', 'chargebacks', 'chargeback_rate']),
    by(
      'logistics',
      ['carrier'],
      [
        'shipments_dispatched',
        'on_time_delivery_rate',
        'average_delivery_hours',
        'first_attempt_delivery_rate',
        'rto_rate',
      ],
    ),
    lines('logistics', 'on_time_delivery_rate', 'carrier'),
    by('logistics', ['region'], ['on_time_delivery_rate', 'rto_rate', 'return_rate']),
    by('logistics', ['warehouse_id'], ['shipments_dispatched', 'average_delivery_hours']),
    overTime('inventory', 'stock and days of cover', [
      'stock_on_hand',
      'days_of_cover',
      'stockouts',
      'products_below_reorder',
    ]),
    by('inventory', ['product_id', 'warehouse_id'], ['stock_on_hand', 'units_sold_per_day', 'days_of_cover']),
    overTime('inventory', 'turnover, shrinkage and age', [
      'inventory_turnover',
      'shrinkage_rate',
      'inventory_age_days',
    ]),
    by('inventory', ['lot'], ['batch_rejection_rate']),
    by('growth', ['placement'], ['recommendation_ctr', 'recommendations_shown']),
    by('growth', ['query'], ['searches', 'zero_result_rate']),
    by('growth', ['position'], ['search_clicks', 'search_ctr']),
    by('growth', ['promotion_id'], ['promotion_conversion', 'promotions_redeemed']),
    by('growth', ['affiliate_id'], ['affiliate_revenue']),
    by('growth', ['plan'], ['subscriptions_active', 'mrr', 'subscription_churn_rate']),
    by('growth', ['medium'], ['notifications_sent', 'notification_open_rate']),
    overTime('growth', 'subscriptions and loyalty', ['mrr', 'subscriptions_active', 'loyalty_points_earned']),
    by('devices', ['firmware'], ['readings', 'readings_out_of_range', 'device_adherence', 'active_devices']),
    by('devices', ['lot'], ['active_devices', 'adverse_events', 'adverse_event_rate', 'device_adherence']),
    lines('devices', 'readings', 'firmware'),
    lines('devices', 'adverse_events', 'severity'),
    overTime('devices', 'stability of readings', ['sensor_stability']),
    overTime('devices', 'activations, adherence and doses', [
      'device_activations',
      'device_adherence',
      'dose_success_rate',
    ]),
    overTime('retention', 'active people', ['dau', 'wau', 'mau']),
    funnel('funnels', 'view to payment', [
      ['product', 'viewed'],
      ['cart', 'item_added'],
      ['checkout', 'started'],
      ['payment', 'captured'],
    ]),
    funnel(
      'funnels',
      'search to payment, by channel',
      [
        ['search', 'performed'],
        ['product', 'viewed'],
        ['cart', 'item_added'],
        ['payment', 'captured'],
      ],
      { breakdown: 'channel' },
    ),
  ]
}

function funnel(page: string, name: string, steps: [string, string][], rest: Partial<FunnelRequest> = {}): Question {
  const asked = steps.map(([type, action]) => ({ type, action }))
  return { page, name, funnel: { steps: asked, by: 'session_id', window_seconds: 86_400, ...month, ...rest } }
}

/** Every measure by day and by each dimension that it allows, one question each. */
export const everyQuestion = (measures: Iterable<{ readonly id: string; readonly dimensions: readonly string[] }>) =>
  [...measures].flatMap(({ id, dimensions }) => [
    overTime('every', `${id} by day`, [id]),
    ...dimensions.map((dimension) => by('every', [dimension], [id])),
  ])

/** The question without measures that are not declared or may not be cut so; nothing where none is left. */
export function answerable(question: Question, measures: Measures): Question[] {
  if (!('query' in question)) return [question]
  const { order_by: _, ...query } = question.query
  const cut = query.dimensions ?? []
  const metrics = query.metrics
    .filter((metric) => cut.every((it) => measures.get(metric)?.dimensions.includes(it)))
    .filter((metric) => measures.has(metric))
  const ordered = query.dimensions === undefined ? {} : { order_by: `-${metrics[0]}` }
  return metrics.length === 0 ? [] : [{ ...question, query: { ...query, ...ordered, metrics } }]
}
