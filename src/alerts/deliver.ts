import {
  type CircuitBreakerPolicy,
  ConsecutiveBreaker,
  circuitBreaker,
  handleAll,
  isBrokenCircuitError,
} from 'cockatiel'
import { LRUCache } from 'lru-cache'
import type { Now } from '../platform/clock.ts'
import { limitConcurrency } from '../platform/concurrency.ts'
import { Failure } from '../platform/errors.ts'
import type { Database } from '../postgres/pool.ts'
import { dueMessages, type Message, noteDelivered, noteFailed, putOff } from './outbox.ts'
import { signedHeaders } from './sign.ts'

export interface DeliveryDeps {
  readonly db: Database
  /** Opens the secret of an alert. */
  readonly open: (sealed: Buffer, alertId: string) => string
  /** Posts JSON and resolves with the status of the answer (post.ts). */
  readonly post: (url: string, body: string, headers: Readonly<Record<string, string>>) => Promise<number>
  readonly now: Now
}

const atOnce = 4
const perRound = 50
/** One, two, four … seconds, at most an hour: twenty attempts take some nine hours. */
const mostAttempts = 20
const longestMs = 3_600_000
/** A receiver that failed three times in a row is left alone for so long. */
const restMs = 30_000
/** Receivers whose failures are counted; those not called for longest are forgotten. */
const mostHosts = 1_000
/** The receiver says that it wants no more: https://www.standardwebhooks.com */
const gone = 410

/** Sends one message; resolves when its receiver has taken it, and throws where it has not. */
export async function send(deps: DeliveryDeps, message: Message): Promise<void> {
  const { webhook_url: url, sealed_secret: sealed, id, body } = message
  if (url === null || sealed === null) throw new Refused('The alert has no webhook any more.')
  const headers = signedHeaders(deps.open(sealed, message.alert_id), id, Math.floor(deps.now() / 1000), body)
  const status = await deps.post(url, body, headers)
  if (status >= 200 && status < 300) return
  const answered = `The receiver answered ${status}.`
  throw status === gone ? new Refused(answered) : new Error(answered)
}

/** Nothing that repeating could mend. */
class Refused extends Error {}

/**
 * The error as the owner of the alert sees it: of a failed connection its code alone, for the message names our
 * addresses.
 */
export function messageOfError(error: unknown): string {
  if (error instanceof Failure || !(error instanceof Error))
    return error instanceof Error ? error.message : String(error)
  if ('code' in error && error.code !== undefined) return `The receiver could not be reached (${error.code}).`
  return error.message || error.name
}

/**
 * Makes the rounds in which messages are delivered: each at least once, and again after a failure or a crash until its
 * receiver has taken it. A receiver recognises a repeat by the id.
 */
export function openDelivery(deps: DeliveryDeps): () => Promise<void> {
  const { db, now } = deps
  const breakers = new LRUCache<string, CircuitBreakerPolicy>({ max: mostHosts })
  const inTurn = limitConcurrency(atOnce)
  const breakerOf = (url: string | null) => {
    const host = URL.parse(url ?? '')?.host ?? ''
    const breaker =
      breakers.get(host) ?? circuitBreaker(handleAll, { halfOpenAfter: restMs, breaker: new ConsecutiveBreaker(3) })
    breakers.set(host, breaker)
    return breaker
  }

  async function attempt(message: Message): Promise<void> {
    try {
      await breakerOf(message.webhook_url).execute(() => send(deps, message))
    } catch (error) {
      if (isBrokenCircuitError(error)) return putOff(db, message.id, later(now(), restMs))
      const last = message.attempts + 1 >= mostAttempts || error instanceof Refused
      const pauseMs = Math.min(longestMs, 1000 * 2 ** message.attempts)
      return noteFailed(db, message.id, messageOfError(error), last ? null : later(now(), pauseMs))
    }
    await noteDelivered(db, message.id, later(now(), 0))
  }

  return async () => {
    const messages = await dueMessages(db, later(now(), 0), perRound)
    await Promise.all(messages.map((message) => inTurn(() => attempt(message))))
  }
}

const later = (now: number, ms: number) => new Date(now + ms).toISOString()
