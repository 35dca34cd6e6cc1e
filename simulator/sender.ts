import { type Service, sendBatch } from '../importer/send-batch.ts'
import type { ClientEvent } from './event.ts'

export interface Tally {
  readonly accepted: number
  readonly duplicates: number
  readonly rejected: number
  /** Why events were rejected, and how many for each reason. */
  readonly reasons: Readonly<Record<string, number>>
}

const eventsPerBatch = 1500
const batchesInFlight = 3

/** Sends events in NDJSON batches, a few at a time; who sends waits while all are on their way. */
export class Sender {
  readonly #service: Service
  readonly #waiting: string[] = []
  readonly #inFlight = new Set<Promise<void>>()
  readonly #tally = { accepted: 0, duplicates: 0, rejected: 0, reasons: {} as Record<string, number> }

  constructor(service: Service) {
    this.#service = service
  }

  get tally(): Tally {
    return this.#tally
  }

  async send(events: readonly ClientEvent[]): Promise<void> {
    for (const event of events) this.#waiting.push(JSON.stringify(event))
    while (this.#waiting.length >= eventsPerBatch) await this.#dispatch()
  }

  /** Sends what is left and waits for every answer. */
  async flush(): Promise<void> {
    while (this.#waiting.length > 0) await this.#dispatch()
    await Promise.all(this.#inFlight)
  }

  async #dispatch(): Promise<void> {
    while (this.#inFlight.size >= batchesInFlight) await Promise.race(this.#inFlight)
    const sending = this.#post(this.#waiting.splice(0, eventsPerBatch))
    this.#inFlight.add(sending)
    // A failure stays in the set, where the next race or flush throws it.
    sending.then(
      () => this.#inFlight.delete(sending),
      () => undefined,
    )
  }

  async #post(lines: readonly string[]): Promise<void> {
    for (const { status, reason = 'unknown' } of await sendBatch(this.#service, lines)) {
      if (status === 'accepted') this.#tally.accepted++
      else if (status === 'duplicate') this.#tally.duplicates++
      else {
        this.#tally.rejected++
        this.#tally.reasons[reason] = (this.#tally.reasons[reason] ?? 0) + 1
      }
    }
  }
}
