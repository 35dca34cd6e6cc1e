import { randomUUID as uuid } from 'node:crypto'
import { expect, test } from 'vitest'
import type { StoredEvent } from '../../src/events/envelope.ts'
import { appendEvents, findStored } from '../../src/ledger/append.ts'
import { findEvent } from '../../src/ledger/look-up.ts'
import { logStart, readLog } from '../../src/ledger/read-log.ts'
import { newEvent } from './new-event.ts'
import { openLedgerForFile } from './open-ledger.ts'

const ledger = openLedgerForFile()

const ofTenant =
  (tenant_id: string) =>
  (key: string, change: Partial<StoredEvent> = {}) =>
    newEvent(key, { ...change, tenant_id })
const stored = async (tenantId: string) =>
  (await readLog(ledger.db, logStart, { limit: 10_000, tenantId })).map(({ event }) => event)

test('an event is stored once per key, however often and in how many batches it comes', async () => {
  const make = ofTenant('once')
  const [a, b] = [make('a'), make('b')]
  const first = await appendEvents(ledger.db, [a, b, make('a')])
  expect(first).toEqual([
    { status: 'accepted', id: a.event.id },
    { status: 'accepted', id: b.event.id },
    { status: 'duplicate', id: a.event.id },
  ])
  const again = await appendEvents(ledger.db, [make('b'), make('c'), make('a')])
  expect(again.map(({ status }) => status)).toEqual(['duplicate', 'accepted', 'duplicate'])
  expect(again[0]?.id).toBe(b.event.id)
  expect((await stored('once')).map(({ idempotency_key }) => idempotency_key)).toEqual(['a', 'b', 'c'])
})

test('the same key in another tenant, or in another month, is distinguished from it where it must be', async () => {
  const [one, other] = [ofTenant('tenant-1'), ofTenant('tenant-2')]
  const first = await appendEvents(ledger.db, [one('k'), other('k')])
  expect(first.map(({ status }) => status)).toEqual(['accepted', 'accepted'])
  const [moved] = await appendEvents(ledger.db, [one('k', { occurred_at: '2025-03-01T00:00:00.000000Z' })])
  expect(moved?.status).toBe('conflict')
  expect(await stored('tenant-1')).toHaveLength(1)
})

test('looking events up says of those that are stored what appending them would, and of the others nothing', async () => {
  const make = ofTenant('look-up')
  const kept = make('kept')
  await appendEvents(ledger.db, [kept, make('changed')])
  const asked = [
    make('kept'),
    make('new'),
    make('changed', { data: { value: 2 } }),
    make('other', { id: kept.event.id }),
  ]
  const found = await findStored(ledger.db, asked)
  expect(found.map((it) => it?.status)).toEqual(['duplicate', undefined, 'conflict', 'duplicate'])
  expect(found[0]?.id).toBe(kept.event.id)
  const appended = await appendEvents(ledger.db, asked)
  expect(found).toEqual([appended[0], undefined, appended[2], appended[3]])
  expect(appended[1]?.status).toBe('accepted')
})

test('callers that bring the same keys at once store each of them once', async () => {
  const make = ofTenant('crowd')
  const keys = Array.from({ length: 40 }, (_, index) => `k${index}`)
  const callers = Array.from({ length: 8 }, (_, caller) => {
    const mine = caller % 2 === 0 ? keys : keys.toReversed()
    return appendEvents(
      ledger.db,
      mine.map((key) => make(key)),
    )
  })
  const outcomes = (await Promise.all(callers)).flat()
  expect(outcomes.filter(({ status }) => status === 'accepted')).toHaveLength(40)
  expect(outcomes.filter(({ status }) => status === 'duplicate')).toHaveLength(280)
  expect(new Set((await stored('crowd')).map(({ idempotency_key }) => idempotency_key))).toEqual(new Set(keys))
})

test('another payload under a key is a conflict that gives what is stored, also within one batch', async () => {
  const make = ofTenant('conflict')
  const opener = make('k', { data: { value: 1 } })
  const [first, within] = await appendEvents(ledger.db, [opener, make('k', { data: { value: 2 } })])
  expect(first?.status).toBe('accepted')
  expect(within).toMatchObject({ status: 'conflict', id: opener.event.id, stored: { data: { value: 1 } } })
  const [later] = await appendEvents(ledger.db, [make('k', { data: { value: 3 } })])
  expect(later).toMatchObject({ status: 'conflict', id: opener.event.id, stored: { data: { value: 1 } } })
  expect(await stored('conflict')).toHaveLength(1)
})

test('an id that is taken under another key is a duplicate or a conflict by what it says', async () => {
  const make = ofTenant('id')
  const id = uuid()
  await appendEvents(ledger.db, [make('k1', { id })])
  const outcomes = await appendEvents(ledger.db, [
    make('k2', { id }),
    make('k3', { id, data: { other: true } }),
    make('k4'),
  ])
  expect(outcomes.map(({ status }) => status)).toEqual(['duplicate', 'conflict', 'accepted'])
  expect(outcomes[0]?.id).toBe(id)
  const within = uuid()
  const two = await appendEvents(ledger.db, [make('k5', { id: within }), make('k6', { id: within, data: { x: 1 } })])
  expect(two.map(({ status }) => status)).toEqual(['accepted', 'conflict'])
  expect(await stored('id')).toHaveLength(3)
})

test('a key whose event is no longer kept is still taken', async () => {
  const make = ofTenant('retired')
  const occurred_at = '1999-05-01T00:00:00.000000Z'
  const { event } = make('k', { occurred_at })
  await appendEvents(ledger.db, [make('k', { id: event.id, occurred_at })])
  await ledger.db.query('DROP TABLE events_1999_05')
  const outcomes = await appendEvents(ledger.db, [make('k', { occurred_at }), make('k', { data: { other: 1 } })])
  expect(outcomes).toEqual([
    { status: 'duplicate', id: event.id },
    { status: 'conflict', id: event.id, stored: undefined },
  ])
})

test('a dropped partition is created again', async () => {
  const make = ofTenant('dropped')
  const occurred_at = '1998-05-01T00:00:00.000000Z'
  await appendEvents(ledger.db, [make('before', { occurred_at })])
  await ledger.db.query('DROP TABLE events_1998_05')
  const [again] = await appendEvents(ledger.db, [make('after', { occurred_at })])
  expect(again?.status).toBe('accepted')
})

test.each([
  '1970-01-01T00:00:00.000000Z',
  '2010-02-28T23:59:59.999999Z',
  '2023-12-31T23:59:59.999999Z',
  '2024-01-01T00:00:00.000000Z',
  '2024-02-29T12:00:00.000001Z',
])('%s lies in the month that it says, and comes back as it was', async (occurred_at) => {
  const { event, payloadHash } = ofTenant('months')(occurred_at, { occurred_at, device_at: occurred_at })
  await appendEvents(ledger.db, [{ event, payloadHash }])
  const month = `events_${occurred_at.slice(0, 7).replace('-', '_')}`
  const { rows } = await ledger.db.query(`SELECT id FROM ${month} WHERE tenant_id = 'months'`)
  expect(rows.map(({ id }) => id)).toContain(event.id)
  expect(await findEvent(ledger.db, 'months', event.id)).toEqual(event)
})

test('a batch over fifty years makes all its months, twice at once', async () => {
  const make = ofTenant('decades')
  const moments = Array.from({ length: 120 }, (_, index) => new Date(Date.UTC(1975, index * 5, 1)).toISOString())
  const batch = () =>
    moments.map((moment, index) => make(`k${index}`, { occurred_at: `${moment.slice(0, 19)}.000000Z` }))
  const outcomes = (await Promise.all([appendEvents(ledger.db, batch()), appendEvents(ledger.db, batch())])).flat()
  expect(outcomes.filter(({ status }) => status === 'accepted')).toHaveLength(120)
  expect(await stored('decades')).toHaveLength(120)
})

test('what the ledger cannot hold is refused as a whole, and leaves no key behind', async () => {
  const make = ofTenant('refused')
  const bad = make('bad', { data: { text: 'a\u0000b' } })
  await expect(appendEvents(ledger.db, [make('good'), bad])).rejects.toMatchObject({ code: '22P05' })
  expect(await stored('refused')).toEqual([])
  expect((await appendEvents(ledger.db, [make('bad')]))[0]?.status).toBe('accepted')
})

test('values come back as they were sent', async () => {
  const data = {
    text: '\u2028 ☕ "\\ \n\t\u0001 \ud83d\ude00',
    numbers: [0, -1.5, 1e-7, 5e-324, 1.7976931348623157e-5, 9007199254740991, 0.1],
    nested: { list: [[], {}, null, true, ''] },
  }
  const { event, payloadHash } = ofTenant('values')('k', { data, context: { país: 'España' } })
  await appendEvents(ledger.db, [{ event, payloadHash }])
  expect(await findEvent(ledger.db, 'values', event.id)).toEqual(event)
})
