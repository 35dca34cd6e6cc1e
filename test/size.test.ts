import { afterAll, beforeAll, expect, test } from 'vitest'
import { maxEventBytes } from '../src/platform/event-size.ts'
import { startService } from './service.ts'

let service: Awaited<ReturnType<typeof startService>>
beforeAll(async () => {
  service = await startService()
})
afterAll(() => service.stopAndClean())

let made = 0
const event = (change: object) => ({
  ...{ type: 'search', action: 'performed', occurred_at: '2026-10-01T12:00:00Z', producer: 'size' },
  idempotency_key: `size-${made++}`,
  ...change,
})
const searched = { query: 'patch', results_count: 1 }
const nested = (depth: number, inner: unknown): unknown => (depth === 0 ? inner : { in: nested(depth - 1, inner) })

/** Texts that no compression makes much shorter, the same in each run (mulberry32). */
function textOf(characters: string[], length: number): string {
  let state = 20_261_129
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return (mixed ^ (mixed >>> 14)) >>> 0
  }
  return Array.from({ length }, () => characters[next() % characters.length]).join('')
}
const charactersFrom = (first: number, count: number) =>
  Array.from({ length: count }, (_, index) => String.fromCodePoint(first + index))
const han = charactersFrom(0x4e00, 20_000)
const emoji = charactersFrom(0x1f300, 700)
const controls = charactersFrom(1, 31)

/** Each is more bytes than a broker takes, and most of them fewer characters than a million. */
const large: [string, object][] = [
  ['characters of three bytes', { data: { ...searched, blob: textOf(han, 500_000) } }],
  ['characters of four bytes', { data: { ...searched, blob: textOf(emoji, 800_000) } }],
  ['characters that JSON escapes', { data: { ...searched, blob: textOf(controls, 900_000) } }],
  [
    'many names',
    {
      data: {
        ...searched,
        ...Object.fromEntries(Array.from({ length: 45_000 }, (_, n) => [`an-undeclared-name-${n}-é`, n])),
      },
    },
  ],
  ['nested deep', { data: { ...searched, deep: nested(20, textOf(han, 500_000)) } }],
  ['in the context', { context: { note: textOf(han, 500_000) }, data: searched }],
  ['beside the envelope', { blob: textOf(han, 500_000), data: searched }],
  ['in a list', { data: { ...searched, list: Array.from({ length: 40 }, () => textOf(han, 12_500)) } }],
]

test.each(large)('an event of too many bytes is refused at the door: %s', async (_, change) => {
  const sent = event(change)
  const alone = await service.call('POST', '/analytics/ingest', sent)
  expect([alone.status, alone.body.code]).toEqual([413, 'too_large'])
  const batch = await service.call('POST', '/analytics/ingest/batch', [sent, event({ data: searched })])
  expect(batch.body.results.map(({ status, reason }: Record<string, string>) => reason ?? status)).toEqual([
    'too_large',
    'accepted',
  ])
  const { id: _id, ...cloud } = { ...sent, id: undefined }
  const structured = {
    ...{ specversion: '1.0', id: cloud.idempotency_key, source: 'size', type: 'pocm.search.performed' },
    ...{ time: cloud.occurred_at, data: { ...searched, ...cloud } },
  }
  const asCloudEvent = await service.call('POST', '/analytics/ingest', structured, {
    'content-type': 'application/cloudevents+json',
  })
  expect([asCloudEvent.status, asCloudEvent.body.code]).toEqual([413, 'too_large'])
})

test('no stored event is larger than what is carried, and what is refused left nothing behind', async () => {
  for (const blob of ['x'.repeat(200_000), '漢'.repeat(100_000), '\u0001'.repeat(30_000)]) {
    const sent = event({ data: { ...searched, blob } })
    const { status, body } = await service.call('POST', '/analytics/ingest', sent)
    expect(status).toBe(202)
    expect((await service.call('GET', `/analytics/events/${body.id}`)).status).toBe(200)
  }
  const { rows } = await service.service.db.query(
    'SELECT max(octet_length(to_json(events)::text)) AS bytes FROM events',
  )
  expect(rows[0].bytes).toBeLessThan(maxEventBytes)
  const { rows: keys } = await service.service.db.query('SELECT count(*)::int AS keys FROM event_keys')
  const { rows: events } = await service.service.db.query('SELECT count(*)::int AS keys FROM events')
  expect(keys).toEqual(events)
})

test('names that look-ups know do not make an index row too large, whatever stands under them', async () => {
  for (const name of ['payment_id', 'shipment_id', 'cart_id', 'lot', 'lots', 'items']) {
    for (const value of ['漢'.repeat(50_000), ['漢'.repeat(50_000)], { is: '漢'.repeat(50_000) }]) {
      const { status } = await service.call(
        'POST',
        '/analytics/ingest',
        event({ data: { ...searched, [name]: value } }),
      )
      expect(status, `${name} ${JSON.stringify(value).slice(0, 10)}`).toBe(202)
    }
  }
})
