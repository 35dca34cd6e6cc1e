import type { Catalogue } from '../events/catalogue.ts'
import { openGroupCommit } from '../ingest/group-commit.ts'
import { openGuesses } from '../ingest/guesses.ts'
import type { IngestDeps } from '../ingest/ingest.ts'
import { openResentBatches } from '../ingest/resent-batches.ts'
import { compileValidators } from '../ingest/validate.ts'
import { appendEvents, findStored, type NewEvent } from '../ledger/append.ts'
import { neverCopy, openCopyPace } from '../ledger/copy-pace.ts'
import { noteTraces, traceBatch } from '../ledger/event-traces.ts'
import { findKeys } from '../ledger/key-holders.ts'
import type { Notifier } from '../log/notifier.ts'
import type { Cache } from '../platform/cache.ts'
import type { Now } from '../platform/clock.ts'
import type { Config } from '../platform/config.ts'
import type { DiskSpace } from '../platform/disk-space.ts'
import type { Logger } from '../platform/log.ts'
import type { Metrics } from '../platform/metrics.ts'
import type { Tracer } from '../platform/tracing.ts'
import type { Database } from '../postgres/pool.ts'
import { holdRecalledLots } from '../subjects/hold-recalled.ts'
import type { Protecting } from './protecting.ts'

/** Wires what takes events in: checks, sealing, the group commit and what is noted of each. */
export function openIngesting(
  config: Pick<Config, 'queueEvents'>,
  deps: Pick<Protecting, 'trail' | 'protection' | 'erased'> & {
    db: Database
    isEmbedded: boolean
    catalogue: Catalogue
    cache: Cache
    diskSpace: DiskSpace
    notifier: Notifier
    payloadKey: IngestDeps['payloadKey']
    metrics: Metrics
    tracer: Tracer | undefined
    log: Logger
    now: Now
  },
): IngestDeps {
  const { db, isEmbedded, catalogue, cache, trail, notifier, protection, erased, tracer, log, now } = deps
  const append = { kind: 'client', attributes: { 'db.system.name': 'postgresql' } } as const
  const copyPace = isEmbedded ? neverCopy : openCopyPace(now)
  const groupCommit = openGroupCommit(
    (events) =>
      traceBatch({ tracer }, 'ledger.append', append, events.map(eventOf), () => appendEvents(db, events, copyPace)),
    {
      queueEvents: config.queueEvents,
      onCommit: notifier.call,
    },
  )
  return {
    catalogue,
    validate: compileValidators(catalogue),
    protection,
    groupCommit,
    erased,
    repeats: openResentBatches(cache, (events) => findStored(db, events)),
    guesses: openGuesses(now),
    onSpent: ({ tenantId, credential }) =>
      trail.append({
        tenantId,
        actor: { name: credential || 'kafka', kind: 'api_key', tenantId },
        ...{ action: 'ingest.conflicts_limited', resource: 'ingest', outcome: 'refused', traceId: '' },
        details: { credential },
      }),
    onRecalls: (recalls) => holdRecalledLots(db, trail, recalls),
    findKeys: (wanted) => findKeys(db, wanted),
    metrics: deps.metrics,
    payloadKey: deps.payloadKey,
    diskSpace: isEmbedded ? deps.diskSpace : undefined,
    tracer,
    // An event that cannot be followed is an event all the same.
    noteTraces: (events) =>
      noteTraces(isEmbedded ? undefined : db, events).catch((error) =>
        log.debug({ err: error }, 'the traces of events could not be noted'),
      ),
    now,
  }
}

const eventOf = ({ event }: NewEvent) => event
