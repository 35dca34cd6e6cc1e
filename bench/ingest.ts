import { randomUUID as uuid } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { simulate } from '../simulator/simulate.ts'
import type { StoredEvent } from '../src/events/envelope.ts'
import { ensurePartitions } from '../src/ledger/partitions.ts'
import { columns } from '../src/ledger/row.ts'
import { openLog } from '../src/platform/log.ts'
import { openDatabase } from '../src/postgres/database.ts'
import { benchKey } from './service-process.ts'

const statementEvents = 1_000

/** Events of the simulated business, as a client would send them but without keys. */
export function businessEvents(count: number): Record<string, unknown>[] {
  const to = new Date()
  const from = new Date(to.getTime() - 30 * 86_400_000)
  const events: Record<string, unknown>[] = []
  const range = { from: from.toISOString(), to: to.toISOString() }
  for (const { id: _, idempotency_key: __, ...event } of simulate({ seed: 'bench', scale: 2, ...range })) {
    events.push(event as Record<string, unknown>)
    if (events.length === count) break
  }
  if (events.length < count) throw new Error(`the simulated business had only ${events.length} events`)
  return events
}

/**
 * The baseline: the same rows into the same tables by a bare INSERT … SELECT FROM unnest, in statements of 1 000,
 * with nothing checked, hashed or looked up; into an embedded PostgreSQL where no URL is given.
 * @returns events a second.
 */
export async function bareInsert(events: readonly Record<string, unknown>[], databaseUrl?: string): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'pocm-bench-bare-'))
  const fail = (error: Error) => {
    throw error
  }
  const { db, close } = await openDatabase({ dataDir: folder, databaseUrl }, openLog('error'), fail)
  try {
    const rows = events.map(rowOf)
    await ensurePartitions(
      db,
      rows.map((row) => row.occurred_at),
    )
    const names = Object.keys(columns) as (keyof StoredEvent)[]
    const arrays = Object.values(columns).map((type, index) => `$${index + 1}::${type}[]`)
    const sql = `
      WITH input AS (SELECT * FROM unnest(${arrays.join(', ')}) AS input(${names.join(', ')})),
      keys AS (
        INSERT INTO event_keys (tenant_id, idempotency_key, event_id, occurred_at, payload_hash)
        SELECT tenant_id, idempotency_key, id, occurred_at, '\\x00' FROM input)
      INSERT INTO events (${names.join(', ')}) SELECT * FROM input`
    const json = (value: unknown) => (typeof value === 'object' && value !== null ? JSON.stringify(value) : value)
    const began = performance.now()
    for (let from = 0; from < rows.length; from += statementEvents) {
      const part = rows.slice(from, from + statementEvents)
      await db.query(
        sql,
        names.map((name) => part.map((row) => json(row[name]))),
      )
    }
    return rows.length / ((performance.now() - began) / 1000)
  } finally {
    await close()
    await rm(folder, { recursive: true, force: true })
  }
}

/** An event as the ledger keeps it, with an id of its own. */
export function rowOf(event: Record<string, unknown>): StoredEvent {
  const id = uuid()
  const absent = {
    device_at: null,
    source_service: null,
    user_id: null,
    session_id: null,
    order_id: null,
    device_id: null,
  }
  const received_at = new Date().toISOString()
  return {
    ...{ ...absent, trace_id: null, context: {}, data: {}, schema_version: 1, tenant_id: 'demo', received_at },
    ...(event as Partial<StoredEvent>),
    ...{ id, idempotency_key: id, checksum: '1' },
  } as StoredEvent
}

/**
 * The same events through the whole service in batches of 1 000, three requests under way for each process of it.
 * @returns events a second.
 */
export async function batchIngest(
  urls: readonly string[],
  events: readonly Record<string, unknown>[],
): Promise<number> {
  const bodies: string[] = []
  for (let from = 0; from < events.length; from += statementEvents) {
    const part = events.slice(from, from + statementEvents)
    bodies.push(part.map((event) => JSON.stringify({ ...event, idempotency_key: uuid() })).join('\n'))
  }
  const began = performance.now()
  const send = async (url: string) => {
    for (let body = bodies.shift(); body !== undefined; body = bodies.shift()) {
      const response = await fetch(`${url}/analytics/ingest/batch`, {
        method: 'POST',
        headers: { authorization: `Bearer ${benchKey}`, 'content-type': 'application/x-ndjson' },
        body,
      })
      const answer = (await response.json()) as { rejected?: number }
      if (response.status !== 207 || answer.rejected !== 0)
        throw new Error(`${response.status} ${JSON.stringify(answer)}`)
    }
  }
  await Promise.all(urls.flatMap((url) => [send(url), send(url), send(url)]))
  return events.length / ((performance.now() - began) / 1000)
}
