import { createSecretKey, randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { Producer } from '@platformatic/kafka'
import type pg from 'pg'
import { openKeys } from '../../src/compliance/master-key.ts'
import type { StoredEvent } from '../../src/events/envelope.ts'
import { checksumOf, payloadHash } from '../../src/ingest/fingerprint.ts'
import { appendEvents, type NewEvent } from '../../src/ledger/append.ts'
import { newEvent } from '../ledger/new-event.ts'
import { adminKey, type Stack } from './stack.ts'

/** What was sent that some store, or the door, does not take, and whether it was answered as it should be. */
export interface Poison {
  /** Keys of events at the bounds, which are taken like any other. */
  readonly acknowledged: ReadonlySet<string>
  /** How many messages of garbage Kafka has taken for the ingest topic, each at least once. */
  readonly garbage: number
  /** How many events were put into the ledger past the door. */
  readonly past: number
  /** Which of them each consumer must set aside, by their ids. */
  readonly aside: ReadonlyMap<string, readonly string[]>
  /** Answers that were not those expected. */
  readonly wrong: readonly string[]
  readonly refused: number
  finish(): Promise<void>
}

const everyMs = 5_000
const retryMs = 300
const answerMs = 10_000

const nested = (levels: number): unknown => (levels === 0 ? 1 : [nested(levels - 1)])
const nul = String.fromCharCode(0)

/** Bodies for the door, as text, and whether they are taken; `key` is in them. */
const atTheDoor: readonly (readonly [name: string, taken: boolean, body: (key: string) => string])[] = [
  // Of what cannot be deflated, 680 000 characters make about as many once sealed: below 950 000, above any default of a queue.
  ['a text near the bound of an event', true, (key) => search(key, { blob: randomBytes(510_000).toString('base64') })],
  ['a text beyond it', false, (key) => search(key, { blob: randomBytes(900_000).toString('base64') })],
  ['values as deep as they may be', true, (key) => search(key, { deep: nested(28) })],
  ['deeper values', false, (key) => search(key, { deep: nested(40) })],
  ['brackets without end', false, () => '['.repeat(200_000)],
  ['the character U+0000', false, (key) => search(key, { text: `a${nul}b` })],
  ['half of a surrogate pair', false, (key) => search(key, { text: '@' }).replace('@', '\\ud800')],
  [
    'a whole number that JSON rounds',
    false,
    (key) => search(key, { count: 1 }).replace('"count":1', '"count":9007199254740993'),
  ],
  ['a number beyond a double', false, (key) => search(key, { count: 1 }).replace('"count":1', '"count":1e999')],
  [
    'text that others may take for code',
    true,
    (key) => search(key, { text: `\u2028\u202e\ufeff'; DROP TABLE events; --\\0</script>{{7*7}}%00\r\n\t=1+1` }),
  ],
  ['a word in place of a number', false, (key) => search(key, { results_count: 'many' })],
]

function search(key: string, data: object): string {
  const event = {
    ...{ type: 'search', action: 'performed', occurred_at: new Date().toISOString(), producer: 'poison' },
    ...{ idempotency_key: key, data: { query: 'q', results_count: 1, ...data } },
  }
  return JSON.stringify(event)
}

/** Messages that are no events, for the topic from which events are taken. */
const garbage = (): (Buffer | null)[] => [
  ...[
    Buffer.alloc(0),
    randomBytes(200),
    Buffer.from('{'),
    Buffer.from('null'),
    Buffer.from('[]'),
    Buffer.from('"text"'),
  ],
  Buffer.from(search('garbage', { text: `a${nul}b` })),
  Buffer.from('{"type":"search","tenant_id":"unknown"}'),
  Buffer.from(JSON.stringify({ type: 'search', tenant_id: `a${nul}b` })),
  Buffer.from(String.raw`{"type":"search","tenant_id":"\ud800"}`),
  Buffer.from(JSON.stringify({ type: 'horoscope', action: 'read', tenant_id: 'demo', producer: 'x' })),
  Buffer.from('['.repeat(100_000)),
  Buffer.from([0xff, 0xfe, 0x00, 0xd8]),
]

/** Events past ingest, as another release may have put them into the ledger, and which consumers set them aside. */
const pastTheDoor: readonly (readonly [Partial<StoredEvent>, readonly string[]])[] = [
  [{ data: { metric: 'glucose', value: 'high', unit: 'mg/dL' } }, ['warehouse']],
  [{ type: 'order', action: 'placed', data: { currency: 'EUR', items: [null] } }, ['warehouse']],
  [
    {
      type: 'order',
      action: 'placed',
      data: { currency: 'EUR', items: [{ product_id: 'p', quantity: 1, unit_price: 1e30 }] },
    },
    ['warehouse'],
  ],
  // No topic is for it. The comparison offers it to the warehouse, which has no columns for it.
  [{ type: 'horoscope', action: 'read' }, ['relay', 'warehouse']],
  // More bytes than a broker takes of a message, and than a line of the archive has; the comparison brings it to the warehouse.
  [{ data: { metric: 'glucose', value: 1, unit: 'mg/dL', blob: '漢'.repeat(450_000) } }, ['relay', 'archive']],
]

/** Sends poison over HTTP, over Kafka and into the ledger, a round every five seconds, until it is finished. */
export function startPoison({ apis, brokers, masterKey }: Stack, db: pg.Pool): Poison {
  const payloadKey = createSecretKey(openKeys('', masterKey).current.derive('payload'))
  const acknowledged = new Set<string>()
  const aside = new Map<string, string[]>(['relay', 'warehouse', 'archive'].map((it) => [it, []]))
  const wrong: string[] = []
  let [sent, refused, past] = [0, 0, 0]
  let finished = false

  /** Retries while its stores are unavailable: the keys make a repeat harmless. */
  async function untilDone(act: () => Promise<boolean>): Promise<void> {
    while (!(await act().catch(() => false))) await sleep(retryMs)
  }

  async function knock(round: number): Promise<void> {
    for (const [index, [name, taken, body]] of atTheDoor.entries()) {
      const key = `poison ${round} ${index}`
      const text = body(key)
      let turn = round
      await untilDone(async () => {
        const { status } = await fetch(`${apis[turn++ % apis.length]}/analytics/ingest`, {
          method: 'POST',
          headers: { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' },
          body: text,
          signal: AbortSignal.timeout(answerMs),
        })
        if (status === 429 || status >= 500) return false
        if ((status === 202) !== taken) wrong.push(`${name}: ${status}`)
        if (status === 202) acknowledged.add(key)
        else refused += 1
        return true
      })
    }
  }

  async function litter(): Promise<void> {
    const messages = garbage().map((value) => ({ topic: 'pocm.ingest.v1', ...(value !== null && { value }) }))
    await untilDone(async () => {
      const producer = new Producer({ clientId: 'poison', bootstrapBrokers: [brokers], acks: -1, timeout: answerMs })
      try {
        await producer.send({ messages })
        return true
      } finally {
        await producer.close(true)
      }
    })
    sent += messages.length
  }

  async function slipPast(round: number): Promise<void> {
    const made = pastTheDoor.map(([change], index): NewEvent => {
      const occurred_at = `${new Date().toISOString().slice(0, -1)}000Z`
      const { event } = newEvent(`past ${round} ${index}`, { occurred_at, received_at: occurred_at, ...change })
      const hash = payloadHash(event, payloadKey)
      return { event: { ...event, checksum: checksumOf(event.id, hash) }, payloadHash: hash }
    })
    await untilDone(async () => {
      await appendEvents(db, made)
      return true
    })
    past += made.length
    for (const [index, [, consumers]] of pastTheDoor.entries()) {
      for (const consumer of consumers) aside.get(consumer)?.push(made[index]?.event.id as string)
    }
  }

  async function run(): Promise<void> {
    for (let round = 0; !finished; round++) {
      const began = Date.now()
      await Promise.all([knock(round), litter(), slipPast(round)])
      while (!finished && Date.now() < began + everyMs) await sleep(100)
    }
  }
  const running = run()
  return {
    ...{ acknowledged, aside, wrong },
    get past() {
      return past
    },
    get garbage() {
      return sent
    },
    get refused() {
      return refused
    },
    async finish() {
      finished = true
      await running
    },
  }
}

/** A dead letter that no broker takes: the others are to be published all the same. */
export async function poisonLetters(db: pg.Pool): Promise<void> {
  await db.query(
    `INSERT INTO dead_letters (id, tenant_id, cause, detail, sealed, headers, topic, partition, "offset", written_at)
     VALUES ('00000000-0000-4000-8000-000000000001', 'demo', repeat('poison', 200000), '[]', '', '{}', 'poisoned', 0, 0, now())`,
  )
}
