import { listAlerts } from '../alerts/store.ts'
import { countOpenLetters } from '../ledger/dead-letters.ts'
import { Failure } from '../platform/errors.ts'
import type { Database } from '../postgres/pool.ts'
import { readRejections } from '../service-metrics/ingestion.ts'
import type { QueryContext } from '../warehouse/ask.ts'
import { type Attention, type AttentionItem, itemOf, kinds, type parts } from './answer.ts'
import { worseFigures } from './figures.ts'
import { expectedStockouts, troubledLots } from './goods.ts'

type Part = (typeof parts)[number]

const hourMs = 3_600_000
const weekMs = 7 * 24 * hourMs
const mostItems = 6
const mostAlerts = 2

/** Seven days up to the end of the running hour: whole hours, which rollups hold. */
function weekOf(nowMs: number) {
  const endMs = (Math.floor(nowMs / hourMs) + 1) * hourMs
  return { from: new Date(endMs - weekMs).toISOString(), to: new Date(endMs).toISOString() }
}

/** What comes from the warehouse: lots, stock, figures. What takes too much is left out and named. */
export async function askAttention(
  { timezone }: { timezone: string },
  context: QueryContext,
): Promise<Pick<Attention, 'items' | 'left_out' | 'meta'>> {
  const started = performance.now()
  const week = weekOf(context.now)
  const items: AttentionItem[] = []
  const left_out: Part[] = []
  async function look(part: Part, find: () => Promise<AttentionItem[] | null>) {
    try {
      const found = await find()
      if (found === null) left_out.push(part)
      else items.push(...found)
    } catch (error) {
      const isTooMuch = error instanceof Failure && ['query_too_large', 'invalid_request'].includes(error.code)
      if (!isTooMuch) throw error
      left_out.push(part)
    }
  }
  await look('lots', () => troubledLots(context))
  await look('stock', () => expectedStockouts(context, timezone))
  await look('figures', () => worseFigures(week, context))
  return { items, left_out, meta: { ...week, elapsed_ms: Math.round((performance.now() - started) * 10) / 10 } }
}

/** Alerts that fire now. */
export async function firingAlerts(db: Database, tenantId: string): Promise<AttentionItem[]> {
  const alerts = (await listAlerts(db, tenantId)).filter(({ enabled, state }) => enabled && state === 'firing')
  return alerts
    .slice(0, mostAlerts)
    .map(({ name, metric, last_value }) =>
      itemOf({ kind: 'alert', name, metric, current: last_value, count: alerts.length }),
    )
}

/** Events of the last day that were rejected, and their most frequent reason. */
export async function rejectedEvents(db: Database, tenantId: string, nowMs: number): Promise<AttentionItem[]> {
  const range = { from: new Date(nowMs - 24 * hourMs).toISOString(), to: new Date(nowMs + 1).toISOString() }
  const reasons = await readRejections(db, tenantId, range)
  const count = reasons.reduce((sum, it) => sum + it.count, 0)
  return count === 0 ? [] : [itemOf({ kind: 'rejections', name: reasons[0]?.reason ?? null, count })]
}

/** Letters that wait to be mended. */
export async function deadLetters(db: Database, tenantId: string): Promise<AttentionItem[]> {
  const count = await countOpenLetters(db, tenantId)
  return count === 0 ? [] : [itemOf({ kind: 'dead_letters', count })]
}

const rankOf = ({ kind }: AttentionItem) => kinds.indexOf(kind as (typeof kinds)[number])

/** The most urgent first, and no more than can be read at a glance. */
export const mostUrgent = (items: readonly AttentionItem[]): AttentionItem[] =>
  items.toSorted((a, b) => rankOf(a) - rankOf(b)).slice(0, mostItems)
