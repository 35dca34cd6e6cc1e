import { answerQuery } from '../query/answer.ts'
import type { QueryContext } from '../warehouse/ask.ts'
import { type AttentionItem, itemOf } from './answer.ts'
import { isWorse } from './worse.ts'

/** Figures that are checked, and which way each ought to go. All count what they rest on. */
const watched = [
  ...[['orders', 'more'] as const, ['conversion_rate', 'more'] as const, ['payment_success_rate', 'more'] as const],
  ...[['refund_rate', 'less'] as const, ['cancellation_rate', 'less'] as const, ['return_rate', 'less'] as const],
  ...[['on_time_delivery_rate', 'more'] as const, ['rto_rate', 'less'] as const],
  ...[['dose_success_rate', 'more'] as const, ['adverse_event_rate', 'less'] as const],
]
const most = 3
const mostGateways = 2
const success = 'payment_success_rate'

export interface Week {
  readonly from: string
  readonly to: string
}

/**
 * Figures, and gateways by their success rate, that became worse from the week before to this one. Where a gateway is at fault, the
 * success rate over all of them is not shown beside it.
 * @returns null where events do not reach back to the week before
 */
export async function worseFigures(week: Week, context: QueryContext): Promise<AttentionItem[] | null> {
  const compared = { ...week, compare: 'previous_period' as const }
  const metrics = watched.map(([metric]) => metric)
  const { totals, observations, previous, meta } = await answerQuery(
    { ...compared, metrics, observations: true },
    context,
  )
  const begins = meta.compared?.from
  if (
    previous === undefined ||
    meta.data_from === null ||
    begins === undefined ||
    Date.parse(meta.data_from) > Date.parse(begins)
  )
    return null

  const figures = watched.flatMap(([metric, better]): AttentionItem[] => {
    const [now, before] = [numberOf(totals[metric]), numberOf(previous.totals[metric])]
    if (now === null || before === null) return []
    const n = observations?.[metric] ?? undefined
    const nBefore = previous.observations?.[metric] ?? undefined
    const current = { value: now, ...(n !== undefined && { n }) }
    if (!isWorse({ value: before, ...(nBefore !== undefined && { n: nBefore }) }, current, better, watched.length))
      return []
    return [itemOf({ kind: 'figure', metric, previous: before, current: now, n: n ?? null })]
  })
  const gateways = await worseGateways(compared, context)
  const others = gateways.length === 0 ? figures : figures.filter(({ metric }) => metric !== success)
  return [...gateways, ...others.slice(0, most)]
}

async function worseGateways(compared: Week & { compare: 'previous_period' }, context: QueryContext) {
  const metrics = ['payments_captured', 'payments_failed']
  const answer = await answerQuery({ ...compared, metrics, dimensions: ['gateway'] }, context)
  const sides = [answer.previous?.rows ?? [], answer.rows].map(
    (rows) =>
      new Map(
        rows.map((row) => {
          const [captured = 0, failed = 0] = metrics.map((metric) => numberOf(row[metric]) ?? 0)
          const n = captured + failed
          return [String(row.gateway ?? ''), { value: n === 0 ? 0 : captured / n, n }] as const
        }),
      ),
  )
  const [before, now] = sides
  const worse = [...(now ?? [])].flatMap(([gateway, current]) => {
    const previous = before?.get(gateway)
    if (gateway === '' || previous === undefined || !isWorse(previous, current, 'more', now?.size ?? 1)) return []
    const item = { name: gateway, metric: success, previous: previous.value, current: current.value, n: current.n }
    return [itemOf({ kind: 'gateway', ...item })]
  })
  const drop = ({ previous, current }: AttentionItem) => (previous ?? 0) - (current ?? 0)
  return worse.toSorted((a, b) => drop(b) - drop(a)).slice(0, mostGateways)
}

const numberOf = (value: unknown): number | null => (typeof value === 'number' ? value : null)
