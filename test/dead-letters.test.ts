import { afterAll, beforeAll, expect, test } from 'vitest'
import { openKeys } from '../src/compliance/master-key.ts'
import { openPersonKeys } from '../src/compliance/person-keys.ts'
import { type DeadMessage, openLetters } from '../src/ingest/dead-letters.ts'
import { readMessage } from '../src/ingest/message.ts'
import { type Reason, reasons } from '../src/ingest/outcome.ts'
import { findLetters } from '../src/ledger/dead-letters.ts'
import { startService } from './service.ts'

let service: Awaited<ReturnType<typeof startService>>
beforeAll(async () => {
  service = await startService()
})
afterAll(() => service.stopAndClean())

/** A correction of a letter needs a reason. */
const reason = { 'x-change-reason': 'mended' }
const needle = 'NeedleMaria'
let offset = 0n
const messageOf = (value: string, headers: Record<string, string> = {}): DeadMessage['message'] =>
  ({
    ...{ topic: 'pocm.ingest.v1', partition: 0, offset: offset++, timestamp: 1_790_000_000_000n },
    value: Buffer.from(value),
    headerEntries: Object.entries(headers).map(([name, it]) => [Buffer.from(name), Buffer.from(it)]),
  }) as unknown as DeadMessage['message']
const event = (change: object = {}) => ({
  ...{ type: 'search', action: 'performed', occurred_at: '2026-10-01T12:00:00Z', producer: needle },
  ...{ data: { query: 'patch', results_count: 'many' }, ...change },
})
const rowsOf = async () => {
  const { rows } = await service.service.db.query<Record<string, unknown>>('SELECT * FROM dead_letters')
  return JSON.stringify(rows, (_, it) => (it?.type === 'Buffer' ? Buffer.from(it.data).toString('latin1') : it))
}
const listed = async (query = '') => (await service.call('GET', `/analytics/dlq${query}`)).body

test('of a letter of any cause nothing that its client wrote stands in the clear in any column', async () => {
  const { letters } = service.service.deps
  const flaws = [
    { path: `/data/${needle}/0`, message: `Unexpected token 'N', "${needle}" is not valid JSON` },
    { path: '/data/query', message: `Test failed: ${needle} != x` },
  ]
  const dead = (Object.keys(reasons) as Reason[]).map((cause): DeadMessage => {
    const value = JSON.stringify(event({ type: needle, [needle]: needle }))
    return { message: messageOf(value, { [needle]: needle, tenant_id: 'demo' }), tenantId: 'demo', cause, flaws }
  })
  for (const text of [needle, `{"a": "${needle}`, `${needle} {`, '']) {
    const message = messageOf(text, { tenant_id: 'demo', note: needle })
    const read = readMessage(message)
    if (!('cause' in read)) throw new Error('the text was read')
    expect(JSON.stringify(read.flaws)).not.toContain(needle)
    dead.push({ message, ...read })
  }
  await letters.keep(dead)
  expect(await rowsOf()).not.toContain(needle)

  const { total, groups, letters: shown } = await listed('?limit=1000')
  expect(total).toBe(dead.length)
  expect(groups).toContainEqual(expect.objectContaining({ cause: 'unknown_type', type: needle, producer: needle }))
  const unknown = shown.find(({ cause }: { cause: string }) => cause === 'unknown_type')
  expect(Buffer.from(unknown.bytes, 'base64').toString()).toContain(needle)
  expect(shown.find(({ cause }: { cause: string }) => cause === 'invalid_event').errors).toEqual([
    { path: '/data/*/0', message: 'is not valid' },
    { path: '/data/query', message: 'is not valid' },
  ])
  // Of one whose person was erased nothing is kept, its producer included.
  expect(shown.find(({ cause }: { cause: string }) => cause === 'erased').bytes).toBe('')
  expect((await listed(`?producer=${needle}&type=${needle}`)).total).toBe(Object.keys(reasons).length - 1)
  expect((await listed('?producer=other')).total).toBe(0)
  const page = await listed('?limit=3')
  const second = await listed(`?limit=3&cursor=${page.next_cursor}`)
  expect(second.letters.map(({ id }: { id: string }) => id)).toEqual(
    shown.slice(3, 6).map(({ id }: { id: string }) => id),
  )
  const { entries } = (await service.call('GET', '/analytics/compliance/audit')).body
  const reads = entries.filter(({ action }: { action: string }) => action === 'dlq.read')
  expect(reads[0]).toMatchObject({ details: { letters: 3 } })
})

test('a mapping that does not fit discloses nothing of the event, doubles nothing without bound, and leaves the letter as it was', async () => {
  const { db, letters } = service.service.deps
  await db.query('DELETE FROM dead_letters')
  const flaws = [{ path: '/data/results_count', message: 'must be integer' }]
  const message = messageOf(JSON.stringify(event({ note: needle })))
  await letters.keep([{ message, tenantId: 'demo', cause: 'invalid_event', flaws }])
  const mappings = [
    [{ op: 'test', path: '/note', value: 'x' }],
    [{ op: 'replace', path: `/${needle}/x`, value: 1 }],
    [{ op: 'move', from: '/data', path: '/data/inner' }],
    Array.from({ length: 100 }, () => ({ op: 'copy', from: '', path: '/a' })),
    Array.from({ length: 50 }, (_, n) => [
      { op: 'copy', from: '/data', path: `/b${n}` },
      { op: 'move', from: `/b${n}`, path: `/data/c${n}` },
    ]).flat(),
  ]
  for (const mapping of mappings) {
    const { status, body } = await service.call('POST', '/analytics/dlq/replay', { mapping }, reason)
    expect([status, body.results[0].reason]).toEqual([200, 'mapping_failed'])
    expect(JSON.stringify(body)).not.toContain(needle)
    expect(await rowsOf()).not.toContain(needle)
  }
  expect((await listed()).letters[0]).toMatchObject({ cause: 'invalid_event', errors: flaws })
  const mapping = [{ op: 'replace', path: '/data/results_count', value: 3 }]
  expect((await service.call('POST', '/analytics/dlq/replay', { mapping }, reason)).body).toMatchObject({ accepted: 1 })
})

test('a message that was read twice is one letter, whether in one batch or in two', async () => {
  const { db, letters } = service.service.deps
  await db.query('DELETE FROM dead_letters')
  const read = (it: DeadMessage['message']) => ({ message: it, tenantId: 'demo', cause: 'invalid_event', flaws: [] })
  const [first, second] = [messageOf('{'), messageOf('[]')]
  await letters.keep([read(first), read(second), read(first)])
  await letters.keep([read(second), read(second)])
  const { rows } = await db.query('SELECT "offset", tries FROM dead_letters ORDER BY "offset"')
  expect(rows).toEqual([
    { offset: String(first.offset), tries: 1 },
    { offset: String(second.offset), tries: 2 },
  ])
})

test.each([-1n, 9_223_372_036_854_775_807n, 8_640_000_000_000_001n])(
  'a message with the time %s, which its producer chose, is kept',
  async (timestamp) => {
    const { db, letters } = service.service.deps
    await db.query('DELETE FROM dead_letters')
    const message = { ...messageOf('{'), timestamp } as DeadMessage['message']
    await letters.keep([{ message, tenantId: 'demo', cause: 'malformed_json', flaws: [] }])
    expect((await listed()).total).toBe(1)
  },
)

test('with the key of its person the letter is gone', async () => {
  const { db, letters } = service.service.deps
  await db.query('DELETE FROM dead_letters')
  const message = messageOf(JSON.stringify(event({ user_id: 'eva' })))
  await letters.keep([{ message, tenantId: 'demo', cause: 'invalid_event', flaws: [] }])
  const { rows } = await db.query('SELECT sealed_person, sealed FROM dead_letters')
  expect(rows[0].sealed_person).not.toBeNull()
  expect((await listed()).letters[0].is_erased).toBe(false)
  const keys = await db.query("DELETE FROM person_keys WHERE person = 'eva'")
  expect(keys.rowCount).toBe(1)
  // Another process, or this one once the key has left its memory.
  const { wrap, letters: key } = openKeys(service.folder)
  const later = openLetters({
    ...{ db, catalogue: service.service.deps.catalogue, key, tokenKey: Buffer.alloc(32), operator: 'demo' },
    ...{ persons: openPersonKeys(db, wrap), storedId: async (_, id) => id },
  })
  const [letter] = await findLetters(db, 'demo', {}, 1, 1)
  if (letter === undefined) throw new Error('the letter is not there')
  expect(await later.open(letter)).toBeUndefined()
  expect(await later.facts(letter)).toEqual({ headers: {}, type: null, producer: null })
})

test('letters that an earlier release kept in the clear are sealed, and read as before', async () => {
  const { db, letters } = service.service.deps
  await db.query('DELETE FROM dead_letters')
  const message = messageOf(JSON.stringify(event()))
  await letters.keep([{ message, tenantId: 'demo', cause: 'malformed_json', flaws: [] }])
  await db.query(
    `UPDATE dead_letters SET sealed_facts = NULL, producer = $1::text, type = 'search', headers = jsonb_build_object('a', $1::text),
       detail = jsonb_build_array(jsonb_build_object('path', '', 'message', $1::text))`,
    [needle],
  )
  expect(await letters.sealOld()).toBe(1)
  expect(await letters.sealOld()).toBe(0)
  expect(await rowsOf()).not.toContain(needle)
  const found = await listed()
  expect(found.groups).toMatchObject([{ type: 'search', producer: needle, letters: 1 }])
  expect(JSON.parse(Buffer.from(found.letters[0].bytes, 'base64').toString())).toEqual(event())
})
