import type { StoredEvent } from '../events/envelope.ts'
import { currentTrace, type SpanOptions, type Tracer, traced } from '../platform/tracing.ts'
import type { Database } from '../postgres/pool.ts'

/** Of events in this process: the recent cache hands readers of the log the same objects that were appended. */
const byEvent = new WeakMap<StoredEvent, string>()

/** Of one request so many events lead back to it in other processes: the first ones do for all. */
const mostNoted = 64
/** What OpenTelemetry keeps of the links of a span. */
const mostLinks = 128

/** The `traceparent` of the request that brought an event, or of what last carried it. */
export const traceOf = (event: StoredEvent): string | undefined => byEvent.get(event)

export function keepTrace(event: StoredEvent, traceparent: string): void {
  byEvent.set(event, traceparent)
}

/**
 * Notes the request at hand as where these events come from, before they are appended: the consumers that carry them on go on in its trace.
 * @param db where other processes read the log; undefined where none does
 */
export async function noteTraces(db: Database | undefined, events: readonly StoredEvent[]): Promise<void> {
  const traceparent = currentTrace()
  if (traceparent === undefined || events.length === 0) return
  for (const event of events) byEvent.set(event, traceparent)
  if (db === undefined) return
  const noted = events.slice(0, mostNoted)
  await db.query(
    `INSERT INTO event_traces (tenant_id, event_id, traceparent)
     SELECT tenant_id, event_id, $3 FROM unnest($1::text[], $2::uuid[]) AS noted(tenant_id, event_id)
     ON CONFLICT DO NOTHING`,
    [noted.map((it) => it.tenant_id), noted.map((it) => it.id), traceparent],
  )
}

/** Reads which of these events came by a request that was traced in another process. */
async function readTraces(db: Database, events: readonly StoredEvent[]): Promise<void> {
  const unknown = events.filter((event) => !byEvent.has(event))
  if (unknown.length === 0) return
  const { rows } = await db.query<{ tenant_id: string; event_id: string; traceparent: string }>(
    'SELECT tenant_id, event_id, traceparent FROM event_traces WHERE event_id = ANY ($1::uuid[])',
    [unknown.map(({ id }) => id)],
  )
  const found = new Map(rows.map((row) => [`${row.tenant_id} ${row.event_id}`, row.traceparent]))
  for (const event of unknown) {
    const traceparent = found.get(`${event.tenant_id} ${event.id}`)
    if (traceparent !== undefined) byEvent.set(event, traceparent)
  }
}

/**
 * Runs `act` on a batch within a span that continues the first request whose events are in it and links to all others.
 * A batch without events of a traced request has no span.
 * @param db where the log is read that other processes append to
 */
export async function traceBatch<T>(
  deps: { readonly tracer: Tracer | undefined; readonly db?: Database | undefined },
  name: string,
  options: Pick<SpanOptions, 'kind' | 'attributes'>,
  events: readonly StoredEvent[],
  act: () => Promise<T>,
): Promise<T> {
  const { tracer, db } = deps
  if (tracer === undefined) return act()
  if (db !== undefined) await readTraces(db, events)
  const [parent, ...others] = new Set(events.flatMap((event) => traceOf(event) ?? []))
  if (parent === undefined) return act()
  const attributes = { ...options.attributes, 'pocm.events': events.length }
  return traced(tracer, name, { ...options, attributes, parent, links: others.slice(0, mostLinks) }, act)
}

/** What a carrier tells the next one of an event: the span at hand where that is of the event's trace, else what brought the event. */
export function traceOnwards(event: StoredEvent): string | undefined {
  const own = traceOf(event)
  const current = currentTrace()
  return own !== undefined && current?.slice(3, 35) === own.slice(3, 35) ? current : own
}
