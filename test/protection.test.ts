import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { openKeys } from '../src/compliance/master-key.ts'
import { openPersonKeys } from '../src/compliance/person-keys.ts'
import { openProtection } from '../src/compliance/protect.ts'
import { logStart, readLog } from '../src/ledger/read-log.ts'
import { rowsOf } from '../src/warehouse/tables/row.ts'
import { tableColumns } from '../src/warehouse/tables/schema.ts'
import { openEventSource } from './event-source.ts'
import { startService } from './service.ts'

let service: Awaited<ReturnType<typeof startService>>
beforeAll(async () => {
  service = await startService()
})
afterAll(() => service.stopAndClean())

const mask = '•••'
const narrative = 'Redness under the patch, and fever at night.'
const person = { email: 'ana@example.org', phone: '+34 600 000 000', name: 'Ana Pérez', birth_date: '1980-05-01' }
const secrets = [narrative, ...Object.values(person)]

let made = 0
const common = () => ({
  occurred_at: '2026-10-01T12:00:00Z',
  producer: 'clinic',
  user_id: 'ana',
  idempotency_key: `protected-${made++}`,
})
const registered = () => ({
  ...common(),
  type: 'user',
  action: 'registered',
  data: { ...person, consent: { mail: true } },
})
const report = (change: object = {}) => ({
  ...common(),
  type: 'adverse_event',
  action: 'reported',
  data: { report_id: 'r-1', severity: 'mild', lot: 'L1', narrative, ...change },
})

const send = async (sent: object): Promise<string> => {
  const { status, body } = await service.call('POST', '/analytics/ingest', sent)
  expect(status).toBe(202)
  return body.id
}
const dataOf = async (id: string) => (await service.call('GET', `/analytics/events/${id}`)).body.data

test('what is personal or medical is ciphertext in the rows of the ledger', async () => {
  await send(registered())
  await send(report())
  const { rows } = await service.service.db.query("SELECT * FROM events WHERE tenant_id = 'demo'")
  const dump = JSON.stringify(rows)
  for (const secret of secrets) expect(dump).not.toContain(secret)
  const { data } = rows.find(({ type }) => type === 'user')
  expect(data.email).toMatch(/^sealed:v1:/)
  expect(data.consent).toEqual({ mail: true })
  expect(rows.find(({ type }) => type === 'adverse_event').data).toMatchObject({ severity: 'mild', lot: 'L1' })
  const keys = await service.service.db.query('SELECT * FROM person_keys')
  expect(keys.rows.map(({ person }) => person)).toEqual(['ana'])
})

test('it is masked in look-ups and in the stream, also what is sent under such a name with another type', async () => {
  const source = await openEventSource(service.url)
  onTestFinished(() => source.close())
  const search = {
    ...common(),
    type: 'search',
    action: 'performed',
    data: { query: 'patch', results_count: 1, email: person.email },
  }
  const stray = { ...report(), phone: person.phone }
  const ids = [await send(registered()), await send(report()), await send(search), await send(stray)]
  await source.received(4)
  const shown = [
    JSON.stringify(source.messages),
    JSON.stringify((await service.call('GET', '/analytics/events')).body),
    JSON.stringify(await Promise.all(ids.map(dataOf))),
  ]
  for (const text of shown) {
    for (const secret of secrets) expect(text).not.toContain(secret)
    expect(text).not.toContain('sealed:')
  }
  expect(await dataOf(ids[0] as string)).toEqual({
    ...Object.fromEntries(Object.keys(person).map((name) => [name, mask])),
    consent: { mail: true },
  })
  expect(await dataOf(ids[2] as string)).toMatchObject({ query: 'patch', email: mask })
  expect(await dataOf(ids[3] as string)).toMatchObject({ narrative: mask, phone: mask })
})

test('no warehouse row is made of it, in the clear or sealed', async () => {
  await send(registered())
  await send({ ...report(), phone: person.phone })
  const { db, catalogue } = service.service.deps
  const events = (await readLog(db, logStart, { limit: 1_000 })).map(({ event }) => event)
  expect(JSON.stringify(events)).toContain('sealed:v1:')
  const rows = JSON.stringify(events.map((event) => rowsOf(catalogue)({ tx: '10', position: '1', event })))
  for (const secret of [...secrets, 'sealed:v1:']) expect(rows).not.toContain(secret)
  const { written } = tableColumns(catalogue)
  for (const name of ['narrative', ...Object.keys(person)]) expect(written.has(name)).toBe(false)
})

test('the same report again is a duplicate, another under its key a conflict that discloses neither the field nor its value', async () => {
  const first = report()
  const id = await send(first)
  const again = await service.call('POST', '/analytics/ingest', first)
  expect(again.body).toEqual({ id, status: 'duplicate' })
  const other = await service.call('POST', '/analytics/ingest', {
    ...first,
    data: { ...first.data, narrative: 'Other.' },
  })
  expect(other.status).toBe(409)
  const hidden = 'differs in protected values from what was sent under this key before'
  expect(other.body.errors).toEqual([{ path: '', message: hidden }])
  for (const secret of secrets) expect(JSON.stringify(other.body)).not.toContain(secret)
})

test('without the key of the person the values are gone for good, and the event still stands', async () => {
  const { protection, db } = service.service.deps
  const id = await send({ ...report(), user_id: 'bea' })
  const { rows } = await db.query('SELECT data FROM events WHERE id = $1', [id])
  const stored = (await service.call('GET', `/analytics/events/${id}`)).body
  const sealed = { ...stored, data: rows[0].data }
  expect((await protection.reveal(sealed)).narrative).toBe(narrative)
  await db.query("DELETE FROM person_keys WHERE person = 'bea'")
  // Another process, or this one once the key has left its memory.
  const later = openProtection(service.service.deps.catalogue, openPersonKeys(db, openKeys(service.folder).wrap))
  expect(await later.reveal(sealed)).toEqual({ ...stored.data, narrative: mask })
  expect(await dataOf(id)).toMatchObject({ severity: 'mild', narrative: mask })
})

test("a client's own text that looks sealed is only text", async () => {
  const mark = 'sealed:v1:bm90aGluZw=='
  const id = await send(report({ narrative: mark, lot: mark, note: mark }))
  expect(await dataOf(id)).toMatchObject({ narrative: mask, lot: mark, note: mask })
})

test('a value of any kind under such a name is sealed', async () => {
  const id = await send({
    ...common(),
    type: 'search',
    action: 'performed',
    data: { query: 'x', results_count: 0, birth_date: { year: 1980 } },
  })
  expect((await dataOf(id)).birth_date).toBe(mask)
})

test('no person has to be named: an event without one has a key of its own', async () => {
  const { user_id: _, ...anonymous } = report()
  expect((await dataOf(await send(anonymous))).narrative).toBe(mask)
})
