import type { Catalogue } from '../events/catalogue.ts'
import type { Metrics } from '../platform/metrics.ts'
import type { Outcome } from './outcome.ts'

/** What became of events of one type. */
export interface Counted {
  readonly tenantId: string
  readonly source: 'http' | 'kafka'
  readonly outcome: Outcome['status']
  /** '' where the events named no type that there is: senders may name any number of others. */
  readonly type: string
  /** '' unless they were rejected. */
  readonly reason: string
  readonly events: number
}

/** Where events came from; the tenant is undefined where it is not known. */
export interface Sender {
  readonly tenantId: string | undefined
  readonly source: Counted['source']
}

/**
 * Counts the outcomes of events, and the reasons of rejected ones.
 * @param values what was sent, in the order of the outcomes; undefined where it could not be read
 */
export type CountOutcomes = (
  sender: Sender,
  outcomes: readonly Pick<Counted, 'outcome' | 'reason'>[],
  values: readonly unknown[],
) => void

/** An outcome as it is counted. */
export const toCount = (it: Outcome) => ({ outcome: it.status, reason: 'reason' in it ? it.reason : '' })

/**
 * Counts in the metrics of this process, and in a record that lasts.
 * @param operator the tenant that is shown the counts of events without a tenant
 */
export function openCountOutcomes(
  { events }: Pick<Metrics, 'events'>,
  catalogue: Catalogue,
  operator: string,
  record: (counted: Counted) => void,
): CountOutcomes {
  return ({ tenantId = operator, source }, outcomes, values) => {
    const counts = new Map<string, Counted & { events: number }>()
    for (const [index, { outcome, reason }] of outcomes.entries()) {
      const type = typeOf(values[index], catalogue)
      const name = `${outcome} ${type} ${reason}`
      const known = counts.get(name)
      if (known === undefined) counts.set(name, { tenantId, source, outcome, type, reason, events: 1 })
      else known.events += 1
    }
    for (const counted of counts.values()) {
      events.inc({ outcome: counted.outcome, reason: counted.reason }, counted.events)
      record(counted)
    }
  }
}

/** The type that a value names, also as a CloudEvent (`pocm.payment.captured`). */
export function typeOf(value: unknown, catalogue: Catalogue): string {
  const named = typeof value === 'object' && value !== null && 'type' in value ? value.type : undefined
  if (typeof named !== 'string') return ''
  const type = named.startsWith('pocm.') ? (named.split('.')[1] ?? '') : named
  return catalogue.has(type) ? type : ''
}
