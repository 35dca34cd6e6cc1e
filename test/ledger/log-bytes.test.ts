import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { appendEvents } from '../../src/ledger/append.ts'
import { readSlices } from '../../src/ledger/hourly-slices.ts'
import { type LogPosition, logHead, pageBytes, readLogPage } from '../../src/ledger/read-log.ts'
import { readWhole } from '../../src/ledger/read-stored.ts'
import { forgetRecent } from '../../src/ledger/recent-cache.ts'
import { newEvent } from './new-event.ts'
import { openLedgerForFile } from './open-ledger.ts'

const ledger = openLedgerForFile()
const count = 160
const size = 900_000

/** Large events of a tenant, which the ledger compresses to next to nothing or not at all. @returns where they begin */
async function appendLarge(tenant_id: string, filler: () => string): Promise<LogPosition> {
  const before = await logHead(ledger.db)
  for (let from = 0; from < count; from += 16) {
    const made = Array.from({ length: 16 }, (_, index) =>
      newEvent(`${tenant_id}-${from + index}`, {
        tenant_id,
        occurred_at: `2026-10-01T10:00:00.${String(from + index).padStart(6, '0')}Z`,
        data: { filler: filler() },
      }),
    )
    await appendEvents(ledger.db, made)
  }
  return before
}

const fillers = [
  ['repetitive', () => 'x'.repeat(size)],
  ['random', () => randomBytes(size / 2).toString('hex')],
] as const
const keysOf = (events: readonly { event: { idempotency_key: string } }[]) =>
  events.map(({ event }) => event.idempotency_key)
const bytesOf = (events: readonly { event: object }[]) =>
  events.reduce((sum, { event }) => sum + JSON.stringify(event).length, 0)

test.each(fillers)(
  'every page of the log, of the archive and of repair is bounded in bytes: %s',
  async (tenantId, filler) => {
    const before = await appendLarge(tenantId, filler)
    const head = await logHead(ledger.db)
    const all = Array.from({ length: count }, (_, index) => `${tenantId}-${index}`)

    /** Reads pages to the end, each of which holds no more than the bound, one event and what is kept of recent ones. */
    async function readAll(
      next: (after: LogPosition) => Promise<{ events: (LogPosition & { event: { idempotency_key: string } })[] }>,
    ) {
      const keys: string[] = []
      let pages = 0
      for (let after = before; ; pages++) {
        const { events } = await next(after)
        const last = events.at(-1)
        if (last === undefined) return { keys, pages }
        expect(bytesOf(events)).toBeLessThan(pageBytes + 40 * 1024 * 1024)
        keys.push(...keysOf(events))
        after = last
      }
    }

    const readLog = async () => {
      const full: boolean[] = []
      const log = await readAll(async (after) => {
        const page = await readLogPage(ledger.db, after, { limit: 5_000, tenantId })
        if (page.events.length > 0) full.push(page.isFull)
        return page
      })
      expect(log.keys).toEqual(all)
      expect(log.pages).toBeGreaterThan(1)
      expect(full).toEqual([...full.slice(1).map(() => true), false])
    }
    await readLog()
    forgetRecent(ledger.db)
    await readLog()

    const whole = await readAll(async (after) => ({
      events: await readWhole(ledger.db, after, { until: head, limit: 5_000 }),
    }))
    expect(whole.keys).toEqual(all)
    expect(whole.pages).toBeGreaterThan(2)

    const slice = { tenant_id: tenantId, type: newEvent('k').event.type, hour: '2026-10-01T10:00:00.000000Z' }
    const repaired: string[] = []
    for await (const page of readSlices(ledger.db, [slice], head)) {
      expect(bytesOf(page)).toBeLessThan(pageBytes + 2 * size)
      repaired.push(...keysOf(page))
    }
    expect(repaired).toEqual(all)
  },
)
