import type { Outcome } from './map-rows.ts'

/** Outcomes that are acknowledged together: the events among them are sent as one batch. */
export interface OutcomeBatch {
  readonly outcomes: readonly Outcome[]
  /** The events in their order, as JSON. */
  readonly lines: readonly string[]
  /** Nothing follows because the limit was reached. */
  readonly limited: boolean
}

/** Small enough for the default body limits of proxies. */
const mostCharacters = 1_000_000
const mostOutcomes = 10_000

/** Cuts outcomes into batches of at most so many events, and ends after `limit` events. */
export async function* outcomeBatches(
  outcomes: AsyncIterable<Outcome>,
  events: number,
  limit = Number.POSITIVE_INFINITY,
): AsyncGenerator<OutcomeBatch> {
  let taken = 0
  let batch: Outcome[] = []
  let lines: string[] = []
  let characters = 0

  const cut = (limited: boolean): OutcomeBatch => {
    const full = { outcomes: batch, lines, limited }
    batch = []
    lines = []
    characters = 0
    return full
  }

  for await (const outcome of outcomes) {
    const line = outcome.kind === 'event' ? JSON.stringify(outcome.event) : ''
    if (lines.length > 0 && characters + line.length > mostCharacters) yield cut(false)
    batch.push(outcome)
    characters += line.length
    if (line !== '') {
      lines.push(line)
      taken += 1
      if (taken === limit) return yield cut(true)
    }
    if (lines.length === events || batch.length === mostOutcomes) yield cut(false)
  }
  if (batch.length > 0) yield cut(false)
}
