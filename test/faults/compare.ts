import { createClient } from '@clickhouse/client'
import { Admin, Consumer } from '@platformatic/kafka'
import pg from 'pg'
import { ingestGroup } from '../../src/ingest/from-kafka.ts'
import { isAfter, type LogPosition, logHead, logStart } from '../../src/ledger/read-log.ts'
import { consumerPosition } from '../../src/log/batches.ts'
import { headersOf } from '../../src/log/kafka/message.ts'
import { progressOf } from '../../src/log/kafka/progress.ts'
import { ingestTopic } from '../../src/log/kafka/topics.ts'
import { adminKey, type Stack } from './stack.ts'

/** What is held somewhere: how many events, how many different ones, and the XOR of their checksums. */
export interface Held {
  readonly events: number
  readonly different: number
  readonly checksum: string
}

export async function withDatabase<T>({ databaseUrl }: Stack, act: (db: pg.Pool) => Promise<T>): Promise<T> {
  const db = new pg.Pool({ connectionString: databaseUrl, connectionTimeoutMillis: 2_000 })
  // An idle connection that a fault breaks is replaced by the next question.
  db.on('error', () => undefined)
  return act(db).finally(() => db.end())
}

const analyticTopics = async ({ brokers }: Stack) => {
  const admin = new Admin({ clientId: 'faults', bootstrapBrokers: [brokers], retries: 0 })
  try {
    return (await admin.listTopics()).filter((topic) => topic.startsWith('pocm.analytics.'))
  } finally {
    await admin.close()
  }
}

/** Whether nothing is on its way any more: from the ingest topic to the ledger, to the topics, to the warehouse. */
export async function isDrained(stack: Stack, db: pg.Pool, acknowledged: ReadonlySet<string>): Promise<boolean> {
  if ((await missingKeys(db, acknowledged)).length > 0) return false
  const [head, relayed] = [await logHead(db), await consumerPosition(db, 'relay')]
  if (isAfter(head, relayed)) return false
  const connection = { clientId: 'faults', bootstrapBrokers: [stack.brokers], retries: 0, timeout: 3_000 }
  return (await progressOf(db, connection, 'warehouse', await analyticTopics(stack))).lag === 0
}

/** Partitions of the ingest topic that are not read to their end, and who of its group has which: for the diagnosis of a failure. */
export async function whatIsBehind({ brokers }: Stack): Promise<string[]> {
  const admin = new Admin({ clientId: 'faults', bootstrapBrokers: [brokers], retries: 0 })
  try {
    const { topics } = await admin.metadata({ topics: [ingestTopic] })
    const partitionIndexes = Array.from({ length: topics.get(ingestTopic)?.partitionsCount ?? 0 }, (_, index) => index)
    const partitions = partitionIndexes.map((partitionIndex) => ({ partitionIndex, timestamp: -1n }))
    const [ends] = await admin.listOffsets({ topics: [{ name: ingestTopic, partitions }] })
    const asked = [{ groupId: ingestGroup, topics: [{ name: ingestTopic, partitionIndexes }] }]
    const [places] = await admin.listConsumerGroupOffsets({ groups: asked })
    const group = (await admin.describeGroups({ groups: [ingestGroup] })).get(ingestGroup)
    const members = [...(group?.members.values() ?? [])].map(({ id, assignments }) => {
      return `${group?.state} member ${id}: ${[...(assignments?.values() ?? [])].map((it) => it.partitions).join(' ')}`
    })
    const behind = (ends?.partitions ?? []).flatMap(({ partitionIndex, offset }) => {
      const place = places?.topics[0]?.partitions.find((it) => it.partitionIndex === partitionIndex)?.committedOffset
      return place === offset ? [] : [`${ingestTopic} ${partitionIndex}: ${place} of ${offset}`]
    })
    return [...behind, ...members]
  } finally {
    await admin.close()
  }
}

/** Keys that were acknowledged and are not in the ledger. */
export async function missingKeys(db: pg.Pool, acknowledged: ReadonlySet<string>): Promise<string[]> {
  const { rows } = await db.query<{ key: string }>(
    `SELECT key FROM unnest($1::text[]) AS key
     WHERE NOT EXISTS (SELECT FROM event_keys WHERE tenant_id = 'demo' AND idempotency_key = key)`,
    [[...acknowledged]],
  )
  return rows.map(({ key }) => key)
}

/** What the ledger holds, except what a consumer has set aside. */
export async function inLedger(db: pg.Pool, consumer = ''): Promise<Held> {
  const { rows } = await db.query<{ events: string; different: string; checksum: string }>(
    `SELECT count(*) AS events, count(DISTINCT id) AS different, bit_xor(checksum)::text AS checksum FROM events
     WHERE NOT EXISTS (SELECT FROM set_aside_events AS aside
       WHERE aside.consumer = $1 AND aside.tenant_id = events.tenant_id AND aside.event_id = events.id)`,
    [consumer],
  )
  const [row] = rows as [{ events: string; different: string; checksum: string }]
  return { events: Number(row.events), different: Number(row.different), checksum: row.checksum }
}

/** Which events a consumer has set aside, by their ids, in order. */
export async function setAsideBy(db: pg.Pool, consumer: string): Promise<string[]> {
  const { rows } = await db.query<{ event_id: string }>(
    'SELECT event_id FROM set_aside_events WHERE consumer = $1 ORDER BY event_id',
    [consumer],
  )
  return rows.map(({ event_id }) => event_id)
}

/** Dead letters: those of messages of garbage, and how many are neither in their topic nor refused there. */
export async function lettersIn(db: pg.Pool): Promise<{ garbage: number; waiting: number; refused: number }> {
  const { rows } = await db.query<{ garbage: number; waiting: number; refused: number }>(
    `SELECT count(*) FILTER (WHERE topic = 'pocm.ingest.v1')::int AS garbage,
       count(*) FILTER (WHERE published_at IS NULL AND publish_refused_at IS NULL)::int AS waiting,
       count(publish_refused_at)::int AS refused
     FROM dead_letters`,
  )
  return rows[0] ?? { garbage: 0, waiting: 0, refused: 0 }
}

/**
 * What the warehouse holds: its events, and each rollup over all of them by what it says that it was made from. The one
 * over order lines has few types; reconciling checks it.
 */
export async function inWarehouse({ clickhouseUrl }: Stack): Promise<Map<string, Held>> {
  const client = createClient({ url: clickhouseUrl })
  const rows = async <T>(query: string) => (await (await client.query({ query, format: 'JSONEachRow' })).json()) as T[]
  try {
    const [events] = await rows<{ events: string; different: string; checksum: string }>(
      'SELECT count() AS events, uniqExact(id) AS different, toString(groupBitXor(checksum)) AS checksum FROM events',
    )
    if (events === undefined) throw new Error('the warehouse did not answer')
    const held = new Map<string, Held>([
      ['events', { ...events, events: Number(events.events), different: Number(events.different) }],
    ])
    const rollups = await rows<{ name: string }>(
      "SELECT name FROM system.tables WHERE database = currentDatabase() AND match(name, '^rollup_(total|context)_') AND engine LIKE '%MergeTree'",
    )
    for (const { name } of rollups) {
      const [sums] = await rows<{ events: string; checksum: string }>(
        `SELECT toString(sum(rolled.events)) AS events, toString(groupBitXor(rolled.checksum)) AS checksum FROM ${name} AS rolled`,
      )
      const count = Number(sums?.events)
      held.set(name, { events: count, different: count, checksum: sums?.checksum ?? '' })
    }
    return held
  } finally {
    await client.close()
  }
}

/** What the topics hold, and what a reader that goes by ledger positions makes of it. */
export async function inTopics(stack: Stack, expected: number): Promise<{ messages: number; held: Held }> {
  const topics = await analyticTopics(stack)
  const group = `faults-${Date.now()}`
  const consumer = new Consumer({ clientId: 'faults', groupId: group, bootstrapBrokers: [stack.brokers] })
  const places = new Map<string, LogPosition>()
  const ids = new Set<string>()
  let messages = 0
  let events = 0
  let checksum = 0n
  try {
    const ends = await consumer.listOffsets({ topics, timestamp: -1n })
    const total = [...ends.values()].flat().reduce((sum, offset) => sum + Number(offset), 0)
    if (total < expected) return { messages: total, held: { events: total, different: total, checksum: '' } }
    for await (const message of await consumer.consume({ topics, mode: 'earliest' })) {
      messages += 1
      const headers = headersOf(message)
      const place = { tx: headers.get('pocm_tx') ?? '', position: headers.get('pocm_position') ?? '' }
      const partition = `${message.topic} ${message.partition}`
      if (isAfter(place, places.get(partition) ?? logStart)) {
        places.set(partition, place)
        const event = JSON.parse(message.value?.toString() ?? '') as { id: string; checksum: string }
        events += 1
        ids.add(event.id)
        checksum ^= BigInt(event.checksum)
      }
      if (messages === total) break
    }
  } finally {
    await consumer.close(true)
  }
  return { messages, held: { events, different: ids.size, checksum: String(checksum) } }
}

/** Calls the first API process that answers. */
export async function call<T>({ apis }: Stack, path: string, body: object): Promise<T> {
  const response = await fetch(`${apis[0]}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(120_000),
  })
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
  return (await response.json()) as T
}

interface Verified {
  readonly events: number
  readonly problems: readonly unknown[]
  readonly differences: readonly unknown[]
  readonly next_cursor: string | null
}

/** Archives what is left and checks every object against its manifest, and the manifests against the ledger. */
export async function inArchive(stack: Stack): Promise<{ events: number; problems: unknown[] }> {
  for (let archived = false; !archived; ) {
    archived = (await call<{ archived: boolean }>(stack, '/analytics/archive/run', { parquet: true })).archived
  }
  const problems: unknown[] = []
  let events = 0
  let cursor: string | undefined
  do {
    const page = await call<Verified>(stack, '/analytics/archive/verify', {
      all_tenants: true,
      ...(cursor && { cursor }),
    })
    problems.push(...page.problems, ...page.differences)
    events += page.events
    cursor = page.next_cursor ?? undefined
  } while (cursor !== undefined)
  return { events, problems }
}
