import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Catalogue, loadCatalogue } from '../../src/events/catalogue.ts'
import type { StoredEvent } from '../../src/events/envelope.ts'
import type { LoggedEvent } from '../../src/ledger/read-log.ts'
import { loadMeasures, type Measures } from '../../src/measures/catalogue.ts'
import { openEngine } from '../../src/warehouse/engine/engine.ts'
import type { Money } from '../../src/warehouse/sql/money.ts'
import { openWarehouse, type Warehouse } from '../../src/warehouse/warehouse.ts'
import { embeddedPlace, warehousePlace } from '../given-servers.ts'

/** Amounts in euros, and nothing else is known. */
export const euros: Money = { reportingCurrency: 'EUR', rates: [] }

/**
 * A warehouse in a folder of its own, or on the given server, which goes when it is closed; `place` opens it again. chDB
 * allows one at a time per test file.
 */
export async function openTestWarehouse(
  given: {
    catalogue?: Catalogue
    measures?: Measures
    embedded?: true
    connect?: typeof openEngine
    now?: () => number
    logged?: ReturnType<typeof openLog>
  } = {},
): Promise<{ warehouse: TestWarehouse; place: { url: string } | { path: string }; close: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'warehouse-'))
  const { place, drop } = given.embedded ? embeddedPlace(folder) : await warehousePlace(folder)
  const catalogue = given.catalogue ?? (await loadCatalogue())
  const measures = given.measures ?? (await loadMeasures())
  const { connect = openEngine, now = Date.now } = given
  const warehouse = inLogOrder(await openWarehouse({ ...place, catalogue, measures, connect, now }), given.logged)
  const close = async () => {
    await warehouse.close()
    await drop()
    await rm(folder, { recursive: true })
  }
  return { warehouse, place, close }
}

/** A warehouse to which events are given without their places in the log. */
export type TestWarehouse = Omit<Warehouse, 'insert' | 'repair'> & {
  insert(events: readonly StoredEvent[], token: string, batch?: { repeated: boolean }): Promise<void>
  repair(slices: Parameters<Warehouse['repair']>[0], events: AsyncIterable<readonly StoredEvent[]>): Promise<void>
}

/** Gives events places in the log: events of an id the same one each time, in the order in which they come first. */
export function openLog(): (events: readonly StoredEvent[]) => LoggedEvent[] {
  const positions = new Map<string, number>()
  const positionOf = (id: string) => positions.get(id) ?? positions.set(id, positions.size + 1).size
  return (events) => events.map((event) => ({ tx: '10', position: String(positionOf(event.id)), event }))
}

/** Takes what is inserted for a log in the order in which it comes. */
export function inLogOrder(warehouse: Warehouse, logged = openLog()): TestWarehouse {
  return {
    ...warehouse,
    insert: (events, token, batch) => warehouse.insert(logged(events), token, batch),
    repair: (slices, events) =>
      warehouse.repair(slices, eachLogged(events, logged), async (_, error) => {
        throw error
      }),
  }
}

async function* eachLogged(pages: AsyncIterable<readonly StoredEvent[]>, logged: ReturnType<typeof openLog>) {
  for await (const page of pages) yield logged(page)
}

type Given = Partial<StoredEvent> & Pick<StoredEvent, 'type' | 'action'>

/** An event with all that the test does not care about: tenant acme, noon of 1 October 2026. */
export function stored(given: Given): StoredEvent {
  return {
    id: randomUUID(),
    schema_version: 1,
    occurred_at: '2026-10-01T12:00:00.000000Z',
    received_at: '2026-10-01T12:00:01.000000Z',
    device_at: null,
    producer: 'test',
    source_service: null,
    tenant_id: 'acme',
    user_id: null,
    session_id: null,
    order_id: null,
    device_id: null,
    trace_id: null,
    idempotency_key: randomUUID(),
    context: {},
    data: {},
    checksum: String(Math.trunc((Math.random() - 0.5) * 2 ** 53)),
    ...given,
  }
}

/** A placed order of one kind of item, in euros unless said otherwise. */
export const placed = (order_id: string, quantity: number, unit_price: number, given: Partial<StoredEvent> = {}) =>
  stored({
    type: 'order',
    action: 'placed',
    order_id,
    ...given,
    data: { currency: 'EUR', items: [{ product_id: 'patch-g1', quantity, unit_price }], ...given.data },
  })

/** A payment, by card over stripe and in euros unless said otherwise. */
export const payment = (action: string, amount: number, given: Partial<StoredEvent> = {}) =>
  stored({
    type: 'payment',
    action,
    ...given,
    data: { payment_id: randomUUID(), gateway: 'stripe', method: 'card', amount, currency: 'EUR', ...given.data },
  })
