import type { Message } from '@platformatic/kafka'
import pino from 'pino'
import { expect, test } from 'vitest'
import { Failure } from '../platform/errors.ts'
import type { DeadMessage } from './dead-letters.ts'
import { type KafkaIngestDeps, takeFromKafka } from './from-kafka.ts'

const message = (tenantId: string, offset: number): Message =>
  ({
    ...{
      topic: 'pocm.ingest.v1',
      partition: 0,
      offset: BigInt(offset),
      timestamp: 1_790_000_000_000n,
      headerEntries: [],
    },
    value: Buffer.from(JSON.stringify({ type: 'order', tenant_id: tenantId })),
  }) as unknown as Message

/** An ingest for which there is no tenant, and which fails when it is asked for one of these. */
function failingFor(failures: Readonly<Record<string, Error>>) {
  const kept: DeadMessage[] = []
  const deps = {
    isTenant: async (tenantId: string) => {
      if (failures[tenantId] !== undefined) throw failures[tenantId]
      return false
    },
    letters: { keep: async (dead: readonly DeadMessage[]) => void kept.push(...dead) },
    count: () => undefined,
    log: pino({ level: 'silent' }),
  } as unknown as KafkaIngestDeps
  return { deps, causes: () => Object.fromEntries(kept.map(({ message: it, cause }) => [String(it.offset), cause])) }
}

test('a message for whose sake the step fails is a dead letter, and all others go on', async () => {
  const { deps, causes } = failingFor({
    broken: new TypeError('a fault of ours'),
    refused: Object.assign(new Error('invalid byte sequence'), { code: '22021' }),
    twice: Object.assign(new Error('cannot affect row a second time'), { code: '21000' }),
  })
  const names = ['a', 'broken', 'b', 'refused', 'c', 'twice', 'd']
  await takeFromKafka(deps, names.map(message))
  expect(causes()).toEqual({
    ...{ 0: 'unknown_tenant', 2: 'unknown_tenant', 4: 'unknown_tenant', 6: 'unknown_tenant' },
    ...{ 1: 'not_storable', 3: 'not_storable', 5: 'not_storable' },
  })
})

test.each([
  ['an unavailable ledger', Object.assign(new Error('refused'), { code: 'ECONNREFUSED' })],
  ['a ledger that is shutting down', Object.assign(new Error('shutdown'), { code: '57P01' })],
  ['a full queue', new Failure('too_many_requests', 'too many')],
])('with %s no message is a dead letter: the step is repeated', async (_, failure) => {
  const { deps, causes } = failingFor({ late: failure })
  await expect(takeFromKafka(deps, [message('late', 0), message('a', 1)])).rejects.toBe(failure)
  expect(causes()).toEqual({})
})

test.each(['a\u0000b', '\u0000', '', '\ud800', 7, null, ['demo'], { name: 'demo' }])(
  'no tenant is asked for by %j',
  async (name) => {
    const { deps, causes } = failingFor({})
    await takeFromKafka(deps, [message(name as string, 0)])
    expect(causes()).toEqual({ 0: 'tenant_missing' })
  },
)
