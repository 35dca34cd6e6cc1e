import { askUntilAnswered, type Service, sendBatch } from '../importer/send-batch.ts'
import type { ClientEvent } from './event.ts'
import { reportFill } from './fill-progress.ts'
import { goOn } from './live.ts'
import { openBusiness } from './opening.ts'
import { Sender, type Tally } from './sender.ts'
import { day, hour, midnight } from './time.ts'
import { World, type WorldOptions } from './world.ts'

export interface DemoOptions {
  url: string
  /** A key with the scopes analytics:ingest and analytics:read. */
  apiKey: string
  seed: number | string
  /** How many days of past to fill, where the service does not know this business yet. */
  days: number
  scale: number
  currencies?: boolean
  /** How many times as many visitors come live beside the business; none by default, so that today compares with the past. */
  crowd?: number
  /** Where the progress and the summary are written; nowhere without one. */
  progress?: NodeJS.WriteStream
  signal: AbortSignal
  stopAfterFill?: boolean
  /** Called once, when the past is stored and the live traffic begins. */
  onFilled?: (filled: Filled) => void
  now?: () => number
}

export interface Filled extends Tally {
  readonly opened: string
  readonly seconds: number
}

/**
 * Fills a service with the past of a business up to now, then sends what happens until the signal aborts. On a service
 * that has the business already it sends the same past again, which the keys make harmless, and continues from there.
 * @throws ImportStopped when the service refuses, or is unavailable for too long.
 */
export async function fillAndLive(options: DemoOptions): Promise<Filled> {
  const { url, apiKey, seed, days, scale, currencies = false, crowd = 0, signal, now = Date.now } = options
  const anew = midnight(now(), 0) - days * day
  const identity = { seed, scale, currencies }
  const service = { url, key: apiKey, attempts: 10 }
  const opened = (await openedBefore(service, new World({ ...identity, opened: anew }).openingId)) ?? anew
  const business: WorldOptions = { ...identity, opened }
  const world = openBusiness(business)

  const report = reportFill(options.progress, opened, now)
  const sender = new Sender(service)
  while (world.now < now() && !signal.aborted) {
    await sender.send(world.advance(Math.min(now(), world.now + hour)))
    report.update(world.now, sender.tally)
  }
  await sender.flush()
  const seconds = report.end(sender.tally)
  const filled = { ...sender.tally, opened: new Date(opened).toISOString(), seconds }
  options.onFilled?.(filled)
  if (options.stopAfterFill) return filled

  for await (const events of goOn(world, business, { crowd, now, signal })) await sendLive(service, events, signal)
  return filled
}

/** A service that stops together with the demo refuses the last second of it. */
async function sendLive(service: Parameters<typeof sendBatch>[0], events: readonly ClientEvent[], signal: AbortSignal) {
  try {
    for (let at = 0; at < events.length; at += 1000) {
      await sendBatch(
        service,
        events.slice(at, at + 1000).map((event) => JSON.stringify(event)),
      )
    }
  } catch (error) {
    if (!signal.aborted) throw error
  }
}

/**
 * When the business opened, if the service has its first event. Days of simulation lie between two requests: a connection that
 * the service closed meanwhile is a failure like any other on the way, and is tried again.
 */
async function openedBefore(service: Service, openingId: string): Promise<number | undefined> {
  const response = await askUntilAnswered(service, `/analytics/events/${openingId}`, { method: 'GET' })
  if (response.status === 404) {
    await response.body?.cancel()
    return undefined
  }
  if (!response.ok)
    throw new Error(`The service answers ${response.status} when it is asked for an event: ${await response.text()}`)
  const { occurred_at } = (await response.json()) as { occurred_at: string }
  return Date.parse(occurred_at)
}
