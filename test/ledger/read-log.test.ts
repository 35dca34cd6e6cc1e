import { expect, test } from 'vitest'
import { appendEvents } from '../../src/ledger/append.ts'
import { type LogPosition, logHead, readLogPage } from '../../src/ledger/read-log.ts'
import { forgetRecent, holdsRecent } from '../../src/ledger/recent-cache.ts'
import { newEvent } from './new-event.ts'
import { openLedgerForFile } from './open-ledger.ts'

const ledger = openLedgerForFile()

/** Events of two tenants and two months, some of them gone. @returns where they begin */
async function appendMixed(): Promise<LogPosition> {
  const before = await logHead(ledger.db)
  const made = Array.from({ length: 30 }, (_, index) =>
    newEvent(`mixed-${index}`, {
      tenant_id: index % 3 === 0 ? 'other' : 'demo',
      occurred_at: `2026-0${index % 2 === 0 ? 9 : 8}-15T10:00:00.${String(index).padStart(6, '0')}Z`,
      device_at: index % 2 === 0 ? '2026-09-15T09:59:59.500000Z' : null,
      data: { index, text: 'ü\\"\u2028', list: [null, { deep: 1e-7 }] },
    }),
  )
  for (let from = 0; from < made.length; from += 10) await appendEvents(ledger.db, made.slice(from, from + 10))
  const gone = made.slice(4, 18).map(({ event }) => event.id)
  await ledger.db.query('DELETE FROM events WHERE id = ANY ($1::uuid[])', [gone])
  return before
}

test('a page is the same whether its events are at hand or not', async () => {
  const before = await appendMixed()
  const head = await logHead(ledger.db)
  const pages = [
    { limit: 100 },
    { limit: 5 },
    { limit: 100, whole: true },
    { limit: 100, tenantId: 'other' },
    { limit: 3, tenantId: 'demo' },
    { limit: 100, until: { ...head, position: String(BigInt(head.position) - 3n) } },
    { limit: 100, positions: [head.position, String(BigInt(head.position) - 1n)] },
    { limit: 100, positions: [] },
  ] as const
  // Of those that are gone nothing may be at hand, as after an erasure.
  const read = async () => {
    const found = []
    for (const page of pages) {
      const read: unknown[] = []
      for (let after = before; ; ) {
        const { events, isFull } = await readLogPage(ledger.db, after, page)
        read.push({ events, isFull })
        after = events.at(-1) ?? after
        if (!isFull || events.length === 0) break
      }
      found.push(read)
    }
    return found
  }
  forgetRecent(ledger.db)
  expect(holdsRecent(ledger.db)).toBe(false)
  const fromLedger = await read()
  // One event of another time makes this a process that appends.
  await appendEvents(ledger.db, [newEvent('later', { tenant_id: 'third' })])
  expect(holdsRecent(ledger.db)).toBe(true)
  await ledger.db.query("DELETE FROM events WHERE tenant_id = 'third'")
  await ledger.db.query("DELETE FROM event_keys WHERE tenant_id = 'third'")
  expect(await read()).toEqual(fromLedger)
  expect(fromLedger[0]).toMatchObject([{ isFull: false, events: { length: 16 } }])
  // Events 0 to 3, then 18 behind two pages of keys alone, 19 to 23, 24 to 28 and 29.
  expect(fromLedger[1]?.length).toBe(5)
})

test('of a month without statistics a page is looked up key by key, and the month is never read as a whole', async () => {
  const { db } = ledger
  const [{ event }] = [newEvent('copied', { occurred_at: '2026-05-01T00:00:00.000000Z', tenant_id: 'copied' })]
  const before = await logHead(db)
  await appendEvents(db, [newEvent('copied', { ...event })])
  const names = (
    await db.query<{ name: string }>(
      "SELECT attname AS name FROM pg_attribute WHERE attrelid = 'events'::regclass AND attnum > 0 AND NOT attisdropped",
    )
  ).rows.map(({ name }) => name)
  const values = names.map((name) => (name === 'id' ? 'new_id' : name === 'idempotency_key' ? 'new_id::text' : name))
  await db.query(
    `WITH copies AS (SELECT events.*, gen_random_uuid() AS new_id FROM events, generate_series(1, 20000) WHERE tenant_id = 'copied'),
     keys AS (
       INSERT INTO event_keys (tenant_id, idempotency_key, event_id, occurred_at, payload_hash)
       SELECT tenant_id, new_id::text, new_id, occurred_at, '\\x00' FROM copies)
     INSERT INTO events (${names.join(', ')}) SELECT ${values.join(', ')} FROM copies`,
  )
  forgetRecent(db)
  const plans: string[] = []
  const watched = new Proxy(db, {
    get: (target, name) =>
      name !== 'query'
        ? Reflect.get(target, name)
        : async (text: string, parameters: unknown[]) => {
            const { rows } = await db.query<{ 'QUERY PLAN': string }>(`EXPLAIN ${text}`, parameters)
            plans.push(rows.map((row) => row['QUERY PLAN']).join('\n'))
            return db.query(text, parameters)
          },
  })
  expect((await readLogPage(watched, before, { limit: 2_000 })).events.length).toBe(2_000)
  expect(plans.join('\n')).toContain('events_2026_05_pkey')
  expect(plans.join('\n')).not.toMatch(/Seq Scan on events_2026_05/)
})
