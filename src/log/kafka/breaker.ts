import type { Breaker, Guard } from '../../platform/breaker.ts'
import { causesOf } from '../../platform/error-causes.ts'

/** Codes of the client's errors where no broker was reached, or none answered in time. */
const away = new Set(['PLT_KFK_NETWORK', 'PLT_KFK_TIMEOUT'])

/**
 * Whether the brokers are unavailable, as opposed to refusing a request. The client collects the error of each attempt.
 */
export function isAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if ('code' in error && typeof error.code === 'string' && away.has(error.code)) return true
  return error instanceof AggregateError && error.errors.some(isAway)
}

/** The protocol's errors that say that a message cannot be taken as it is; sending it again changes nothing. */
const refusals = new Set(['MESSAGE_TOO_LARGE', 'RECORD_LIST_TOO_LARGE', 'INVALID_RECORD', 'INVALID_TIMESTAMP'])

/** Whether the brokers refuse what they were sent for its own sake, and answer otherwise. */
export const isRefusal = (error: unknown): boolean =>
  causesOf(error).some((it) => 'apiId' in it && typeof it.apiId === 'string' && refusals.has(it.apiId))

/** Puts Kafka's breaker in front of requests to the brokers; the next call is the probe, and has its own time-outs. */
export const guardKafka = (breaker: Breaker): Guard =>
  breaker.guard({ counts: isAway, refuse: (cause) => new Error('Kafka is unavailable', { cause }) })
