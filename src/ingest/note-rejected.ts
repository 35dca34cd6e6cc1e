import { LRUCache } from 'lru-cache'
import type { Catalogue } from '../events/catalogue.ts'
import type { RejectedEvents } from '../service-metrics/rejections.ts'
import { typeOf } from './count-outcomes.ts'
import { openKeptFlaws, vocabularyOf } from './kept-flaws.ts'
import { maskedSample } from './masked-sample.ts'
import type { Outcome } from './outcome.ts'

/** Who sent events over HTTP. */
interface Caller {
  readonly tenantId: string
  /** The name of its credential. */
  readonly credential: string
}

/**
 * Notes which of a call's events were rejected, and for which fields.
 * @param values what was sent, in the order of the outcomes; undefined where it could not be read
 */
export type NoteRejected = (caller: Caller, outcomes: readonly Outcome[], values: readonly unknown[]) => void

const mostProducers = 10_000
/** No e-mail address and no telephone number. */
const producerPattern = /^[a-z][\w.-]{0,63}$/i

/** Keeps nothing of a rejected event that its sender wrote: senders put anything anywhere. */
export function openNoteRejected(catalogue: Catalogue, record: RejectedEvents['add']): NoteRejected {
  const kept = openKeptFlaws(catalogue)
  const { names } = vocabularyOf(catalogue)
  // Producers whose events were accepted here: only their names are shown, as they are of any accepted event.
  const producers = new LRUCache<string, true>({ max: mostProducers })
  return ({ tenantId, credential }, outcomes, values) => {
    let noted: unknown
    for (const [index, outcome] of outcomes.entries()) {
      const value = values[index]
      const sent = sentProducer(value)
      // Most of a batch are of one producer.
      if (outcome.status !== 'rejected' && sent === noted) continue
      const producer = typeof sent === 'string' && producerPattern.test(sent) ? sent : ''
      // No producer has a colon.
      const name = `${tenantId}:${producer}`
      if (outcome.status !== 'rejected') {
        if (producer !== '' && !producers.has(name)) producers.set(name, true)
        noted = sent
        continue
      }
      const [flaw] = kept(outcome.errors.slice(0, 1))
      record({
        ...{ tenantId, credential, reason: outcome.reason, type: typeOf(value, catalogue) },
        producer: producers.has(name) ? producer : '',
        // Places in a list are one field.
        path: (flaw?.path ?? '').replaceAll(/\/\d+(?=\/|$)/g, '/*'),
        message: flaw?.message ?? '',
        sample: maskedSample(value, names),
      })
    }
  }
}

/** Who made an event, also a CloudEvent, as it says itself. */
function sentProducer(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return undefined
  return 'specversion' in value ? 'source' in value && value.source : 'producer' in value && value.producer
}
