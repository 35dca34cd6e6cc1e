import type { Message } from '@platformatic/kafka'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { takeFromKafka } from '../src/ingest/from-kafka.ts'
import { startService } from './service.ts'

/** Whatever is written into the topic from which events are taken, no step over it fails: each message is an event or a letter. */
let service: Awaited<ReturnType<typeof startService>>
beforeAll(async () => {
  service = await startService({ POCM_LOG_LEVEL: 'fatal' })
})
afterAll(() => service.stopAndClean())

const odd = fc.oneof(
  fc.constantFrom<unknown>(
    ...['', ' ', '\u0000', 'a\u0000b', '\ud800', 'null', 'undefined', '__proto__', 'constructor', 'toString', '%', "'"],
    ...['x'.repeat(5_000), '2026-10-01T12:00:00Z', '2026-13-45', '9999-12-31T23:59:60Z', '0000-00-00', '1e999', 'NaN'],
    ...['maria@example.com', '+34 600 000 000', '\u202e', '🧪', '1.0', 'application/json', 'pocm.payment.captured'],
    ...[0, -0, -1, 1e308, 5e-324, 2 ** 53, 1.000_000_1, true, false, null, [], {}, [null], [[]], { a: { b: [1] } }],
    ...[
      { __proto__: 1 },
      { constructor: { prototype: {} } },
      { toJSON: 1 },
      { length: 1e9 },
      { '': '' },
      { '\u0000': 1 },
    ],
  ),
  fc.jsonValue({ maxDepth: 4 }),
)
const names = [
  ...['id', 'type', 'action', 'occurred_at', 'device_at', 'producer', 'tenant_id', 'idempotency_key', 'schema_version'],
  ...['user_id', 'session_id', 'order_id', 'device_id', 'trace_id', 'context', 'data', 'source', 'subject', 'time'],
  ...['specversion', 'datacontenttype', 'data_base64', 'dataschema', 'received_at', 'checksum'],
]
const lines = [
  'items',
  'lots',
  'currency',
  'amount',
  'quantity',
  'email',
  'report_id',
  'metric',
  'value',
  'lot',
  'address',
]
const changed = (keys: readonly string[], value: fc.Arbitrary<unknown>) =>
  fc.array(fc.tuple(fc.constantFrom(...keys), value), { maxLength: 4 }).map((pairs) => Object.fromEntries(pairs))

const bytes = fc.oneof(
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 300 }).map((it) => Buffer.from(it)) },
  { weight: 1, arbitrary: odd.map((it) => Buffer.from(JSON.stringify(it) ?? '')) },
  {
    weight: 8,
    arbitrary: fc
      .tuple(fc.nat(), changed(names, odd), changed(lines, odd), fc.boolean())
      .map(([which, envelope, data, keyed]) => {
        const examples = [...service.service.deps.catalogue.values()].map(({ example }) => example as object)
        const example = examples[which % examples.length] as { data: object }
        const event = { ...example, tenant_id: 'demo', data: { ...example.data, ...data }, ...envelope }
        const fresh = keyed ? { idempotency_key: `odd-${which}`, id: undefined } : {}
        return Buffer.from(JSON.stringify({ ...event, ...fresh }))
      }),
  },
)
const text = fc.oneof(
  fc.constantFrom('demo', 'unknown', '', '\u0000', 'application/cloudevents+json', 'text/xml', '__proto__'),
  fc.string({ maxLength: 20, unit: 'binary' }),
)
const headers = fc.array(
  fc.tuple(fc.oneof(fc.constantFrom('tenant_id', 'content-type', 'traceparent', '', '__proto__'), fc.string()), text),
  { maxLength: 3 },
)
const timestamp = fc.oneof(fc.constant(1_790_000_000_000n), fc.bigInt({ min: -1n, max: 2n ** 63n - 1n }))

let offset = 0n
const message = fc.record({ value: fc.option(bytes), headers, timestamp }).map(
  ({ value, headers: entries, timestamp: at }): Message =>
    ({
      ...{ topic: 'pocm.ingest.v1', partition: 0, offset: offset++, timestamp: at, value },
      headerEntries: entries.map(([name, it]) => [Buffer.from(name), Buffer.from(it)]),
    }) as unknown as Message,
)

test('no message of any bytes, headers and time makes the step fail', async () => {
  const { deps } = service.service
  const { rows } = await deps.db.query<{ events: number }>('SELECT count(*)::int AS events FROM events')
  const failures: unknown[] = []
  const log = { ...deps.log, error: (fields: unknown) => void failures.push(fields), debug: () => {} }
  const taking = {
    ...{ ingest: deps.ingest, letters: deps.letters, kafka: {}, log, count: deps.countOutcomes },
    isTenant: async (tenantId: string) =>
      (await deps.db.query('SELECT FROM tenants WHERE tenant_id = $1', [tenantId])).rows.length > 0,
  } as unknown as Parameters<typeof takeFromKafka>[0]
  await fc.assert(
    fc.asyncProperty(fc.array(message, { minLength: 1, maxLength: 40 }), async (messages) => {
      // Read twice, as after a rebalance in the middle of a batch.
      await takeFromKafka(taking, [...messages, ...messages.slice(0, 3)])
      expect(failures).toEqual([])
    }),
    { numRuns: 60, seed: 20_261_129 },
  )
  const after = await deps.db.query<{ events: number }>('SELECT count(*)::int AS events FROM events')
  expect(after.rows[0]?.events).toBeGreaterThan(rows[0]?.events ?? 0)
  const letters = await deps.db.query<{ letters: number }>('SELECT count(*)::int AS letters FROM dead_letters')
  expect(letters.rows[0]?.letters).toBeGreaterThan(0)
})
