import { createReadStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import type { LoggedEvent } from '../ledger/read-log.ts'
import { Failure } from '../platform/errors.ts'
import type { Database } from '../postgres/pool.ts'
import type { ArchivedEvent } from './check-line.ts'
import { fetchFile } from './download.ts'
import { manifestName } from './layout.ts'
import { readLines } from './lines.ts'
import type { RawManifest, Trust } from './manifest.ts'
import { listBatches, readBatchManifest } from './read.ts'
import { openScope } from './scope.ts'
import type { ArchiveStore } from './store.ts'
import type { SliceCount } from './tally.ts'

export interface ReadDeps {
  readonly db: Database
  readonly store: ArchiveStore
  readonly spoolFolder: string
  readonly trust: Trust
}

/** An event that left the ledger, as the archive has it, with its place in the log. */
export interface LeftEvent extends LoggedEvent {
  /** 32 bytes in hex. */
  readonly payloadHash: string
}

/** The events of one tenant and type in one hour (RFC 3339, UTC). */
type Hour = Pick<SliceCount, 'tenant_id' | 'type' | 'hour'>

const lost = (name: string, problem: string) => new Failure('archive_unavailable', `The archive’s ${name} ${problem}.`)

const pageEvents = 1_000
const nameOf = ({ tenant_id, type, hour }: Hour) => `${tenant_id}\u0000${type}\u0000${hour}`
const hourOf = (moment: string) => `${moment.slice(0, 13)}:00:00Z`

/** The events of a file whose bytes are those of its manifest, some at a time; one that is lost or damaged ends the reading. */
async function* eventsOf(deps: ReadDeps, file: RawManifest['files'][number]): AsyncGenerator<ArchivedEvent[]> {
  const fetched = await fetchFile(deps.store, deps.spoolFolder, file)
  if ('damage' in fetched) throw lost(file.name, fetched.damage)
  try {
    let page: ArchivedEvent[] = []
    for await (const line of readLines(createReadStream(fetched.path))) {
      page.push(JSON.parse(line.toString('utf8')))
      if (page.length < pageEvents) continue
      yield page
      page = []
    }
    if (page.length > 0) yield page
  } finally {
    await rm(fetched.path, { force: true })
  }
}

/** Those of these events that the ledger took and no longer has. */
async function leftOf(db: Database, events: readonly ArchivedEvent[]): Promise<LeftEvent[]> {
  const { rows } = await db.query<{ tenant_id: string; id: string; tx: string; position: string }>(
    `SELECT asked.tenant_id, asked.id, event_keys.tx, event_keys.position
     FROM unnest($1::text[], $2::uuid[], $3::timestamptz[]) AS asked(tenant_id, id, occurred_at)
     JOIN event_keys ON event_keys.tenant_id = asked.tenant_id AND event_keys.event_id = asked.id
     WHERE NOT EXISTS (SELECT FROM events WHERE events.tenant_id = asked.tenant_id
       AND events.occurred_at = asked.occurred_at AND events.id = asked.id)`,
    [events.map((it) => it.tenant_id), events.map((it) => it.id), events.map((it) => it.occurred_at)],
  )
  const places = new Map(rows.map((row) => [`${row.tenant_id}\u0000${row.id}`, row]))
  return events.flatMap(({ payload_hash: payloadHash, ...event }) => {
    const place = places.get(`${event.tenant_id}\u0000${event.id}`)
    return place === undefined ? [] : [{ event, payloadHash, tx: place.tx, position: place.position }]
  })
}

/**
 * The events of these hours that left the ledger, some at a time, as the archive has them.
 * @throws Failure archive_unavailable, also where a manifest or a file is not as it was written
 */
export async function* readLeft(deps: ReadDeps, hours: readonly Hour[]): AsyncGenerator<LeftEvent[]> {
  if (hours.length === 0) return
  const wanted = new Set(hours.map(nameOf))
  for (const name of await listBatches(deps.store)) {
    const read = await readBatchManifest(deps.store, name, deps.trust)
    if ('problem' in read) throw lost(name, read.problem)
    const held = read.manifest.slices.filter((slice) => wanted.has(nameOf(slice)))
    if (held.length === 0) continue
    const scopes = held.map(({ tenant_id, type, hour }) => {
      const to = new Date(Date.parse(hour) + 3_600_000).toISOString()
      return openScope({ tenantId: tenant_id, type, from: hour, to })
    })
    for (const file of read.manifest.files.filter((it) => scopes.some(({ touches }) => touches(it)))) {
      for await (const page of eventsOf(deps, file)) {
        const asked = page.filter((event) => wanted.has(nameOf({ ...event, hour: hourOf(event.occurred_at) })))
        const left = await leftOf(deps.db, asked)
        if (left.length > 0) yield left
      }
    }
  }
}

/** The batches of the archive in which these events of a tenant lie, by the place of their keys in the log. */
async function batchesWith(db: Database, tenantId: string, ids: readonly string[]) {
  const { rows } = await db.query<{ batch: string; ids: string[] }>(
    `SELECT batch.name AS batch, array_agg(event_keys.event_id::text) AS ids FROM event_keys
     JOIN archive_batches AS batch ON batch.done_at IS NOT NULL
       AND (event_keys.tx, event_keys.position) > (batch.from_tx, batch.from_position)
       AND (event_keys.tx, event_keys.position) <= (batch.to_tx, batch.to_position)
     WHERE event_keys.tenant_id = $1 AND event_keys.event_id = ANY ($2::uuid[])
     GROUP BY batch.number, batch.name ORDER BY batch.number`,
    [tenantId, ids],
  )
  return rows
}

/**
 * These events of a tenant as the archive has them, by id; one that it lacks is left out.
 * @param places their ids, and when they occurred
 * @throws Failure archive_unavailable
 */
export async function findArchived(
  deps: ReadDeps,
  tenantId: string,
  places: readonly { readonly id: string; readonly occurred_at: string }[],
): Promise<Map<string, ArchivedEvent>> {
  const found = new Map<string, ArchivedEvent>()
  const moments = new Map(places.map(({ id, occurred_at }) => [id, occurred_at]))
  for (const { batch, ids } of await batchesWith(deps.db, tenantId, [...moments.keys()])) {
    const read = await readBatchManifest(deps.store, manifestName('raw', batch), deps.trust)
    if ('problem' in read) continue
    const wanted = new Set(ids)
    const isNear = (file: RawManifest['files'][number]) =>
      file.tenant_id === tenantId &&
      ids.some((id) => {
        const at = moments.get(id) as string
        return at >= file.min_occurred_at && at <= file.max_occurred_at
      })
    for (const file of read.manifest.files.filter(isNear)) {
      if (wanted.size === 0) break
      for await (const page of eventsOf(deps, file)) {
        for (const event of page) if (wanted.delete(event.id)) found.set(event.id, event)
      }
    }
  }
  return found
}
