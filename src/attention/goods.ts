import { answerLots } from '../insights/lots/answer.ts'
import { answerReorder } from '../insights/reorder/answer.ts'
import type { QueryContext } from '../warehouse/ask.ts'
import { type AttentionItem, itemOf } from './answer.ts'

const dayMs = 86_400_000
/** Lots are judged by what happened to them in these days. */
const lotDays = 90
/** A recall is news for so long; after that only while units of the lot are on hand. */
const recallDays = 30
/** As the reorder plan of Inventory is asked. */
const terms = { service_level: 0.95, lead_time_days: 14, cover_days: 28 } as const

const momentOf = (ms: number) => new Date(ms).toISOString()

/** Lots that were recalled, and others that do more harm than their siblings: one item of each, with the gravest named. */
export async function troubledLots(context: QueryContext): Promise<AttentionItem[]> {
  const { now } = context
  const { lots } = await answerLots({ from: momentOf(now - lotDays * dayMs), to: momentOf(now + 1) }, context)
  const isNews = (at: string | null) => at !== null && Date.parse(at) > now - recallDays * dayMs
  const recalled = lots.filter(
    ({ status, status_at, on_hand }) => status === 'recalled' && (isNews(status_at) || (on_hand ?? 0) > 0),
  )
  const signals = lots.filter(
    ({ status, signal, standing }) => status !== 'recalled' && (signal || standing === 'far_above'),
  )
  const [last] = recalled.toSorted((a, b) => ((a.status_at ?? '') < (b.status_at ?? '') ? 1 : -1))
  const [first] = signals
  return [
    ...(last === undefined
      ? []
      : [
          itemOf({
            ...{ kind: 'recalled', name: last.lot, count: recalled.length, at: last.status_at },
            ...{ current: last.on_hand, n: last.active_devices },
          }),
        ]),
    ...(first === undefined
      ? []
      : [
          itemOf({
            ...{ kind: 'lot_signal', name: first.lot, count: signals.length },
            ...{ current: first.adverse_events, n: first.active_devices },
          }),
        ]),
  ]
}

/** Products in warehouses of which nothing is left before an order of today arrives; the first of them is named. */
export async function expectedStockouts(context: QueryContext, timezone: string): Promise<AttentionItem[]> {
  const { lines } = await answerReorder({ ...terms, timezone }, context)
  const arrives = momentOf(context.now + terms.lead_time_days * dayMs).slice(0, 10)
  const out = lines
    .filter(
      ({ stockout_on, order_quantity }) => (order_quantity ?? 0) > 0 && stockout_on !== null && stockout_on <= arrives,
    )
    .toSorted((a, b) => ((a.stockout_on ?? '') < (b.stockout_on ?? '') ? -1 : 1))
  const [first] = out
  if (first === undefined) return []
  const { product_id, warehouse_id, stockout_on, on_hand } = first
  return [
    itemOf({
      kind: 'stockout',
      name: product_id,
      place: warehouse_id,
      at: stockout_on,
      current: on_hand,
      count: out.length,
    }),
  ]
}
