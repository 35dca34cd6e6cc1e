/**
 * npm run bench:stack [-- --events 60000]: what the service does on PostgreSQL, Kafka and ClickHouse, each role by itself,
 * beside a bare insert into the same PostgreSQL in the same run.
 */
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Command } from 'commander'
import pg from 'pg'
import { loadCatalogue } from '../src/events/catalogue.ts'
import { topicsOf } from '../src/events/define.ts'
import { isAfter, logHead } from '../src/ledger/read-log.ts'
import { consumerPosition } from '../src/log/batches.ts'
import { connectionTo } from '../src/log/kafka/connection.ts'
import { deadLetterTopic, ensureTopics, ingestTopic, wakeTopic } from '../src/log/kafka/topics.ts'
import { type KafkaConfig, readConfig } from '../src/platform/config.ts'
import { startClickHouse } from '../test/stack/clickhouse.ts'
import { startKafka } from '../test/stack/kafka.ts'
import { startPostgres } from '../test/stack/postgres.ts'
import { measureFreshness } from './freshness.ts'
import { bareInsert, batchIngest, businessEvents } from './ingest.ts'
import { quantile } from './open-loop.ts'
import { openReport } from './report.ts'
import { type ServiceProcess, startServiceProcess } from './service-process.ts'

const flags = new Command('bench:stack')
  .option('--events <n>', 'events of each round', '60000')
  .option('--rounds <n>', 'rounds of baseline and service in turn', '3')
  .option('--busy', 'measure although the machine is not idle')
  .parse()
  .opts<{ events: string; rounds: string; busy?: true }>()

const { say } = openReport('npm run bench:stack', flags.busy === true)
const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number
const share = (part: number, whole: number) => `${Math.round((100 * part) / whole)} %`
const p95 = (values: number[]) => Math.round(quantile(Float64Array.from(values).sort(), 0.95))

const folder = await mkdtemp(join(tmpdir(), 'pocm-bench-stack-'))
const [postgres, kafka, clickhouse] = await Promise.all([startPostgres(), startKafka(), startClickHouse()])
const databaseUrl = await postgres.createDatabase()
const db = new pg.Pool({ connectionString: databaseUrl })
const settings = {
  ...{ DATABASE_URL: databaseUrl, KAFKA_BROKERS: kafka.brokers, CLICKHOUSE_URL: clickhouse.url },
  POCM_MASTER_KEY: randomBytes(32).toString('base64'),
  POCM_RATE_LIMIT_EVENTS: '10000000',
}
const kafkaConfig = readConfig({ KAFKA_BROKERS: kafka.brokers }).kafka as KafkaConfig
const connection = connectionTo(kafkaConfig, 'bench')
const topics = [...topicsOf((await loadCatalogue()).values()), ingestTopic, deadLetterTopic, wakeTopic]
const running: ServiceProcess[] = []
async function start(roles: string): Promise<ServiceProcess> {
  const name = `${roles}-${running.length}`
  const service = await startServiceProcess(join(folder, name), { ...settings, POCM_ROLES: roles })
  running.push(service)
  return service
}

/** Asks until it is so. @returns the seconds that it took. */
async function secondsUntil(condition: () => Promise<boolean>): Promise<number> {
  const began = performance.now()
  while (!(await condition())) await sleep(20)
  return (performance.now() - began) / 1000
}
const count = async (sql: string) => Number((await db.query<{ count: string }>(sql)).rows[0]?.count)
const relayIsDone = async () => !isAfter(await logHead(db), await consumerPosition(db, 'relay'))
const inWarehouse = async () =>
  Number(await (await fetch(`${clickhouse.url}/?query=SELECT+count()+FROM+events`)).text())

try {
  const events = businessEvents(Number(flags.events))
  const one = await start('api')
  say(`Batch ingest of ${events.length} events, statements and batches of 1 000, baseline and service in turn`)
  const bare: number[] = []
  const whole: number[] = []
  for (let round = 0; round < Number(flags.rounds); round++) {
    bare.push(await bareInsert(events, await postgres.createDatabase()))
    whole.push(await batchIngest([one.url], events))
    say(
      `  round ${round + 1}: bare insert ${Math.round(bare.at(-1) ?? 0)}/s, service ${Math.round(whole.at(-1) ?? 0)}/s`,
    )
  }
  say(`  median: ${share(median(whole), median(bare))} of the bare insert (aim: 60 %)`)

  await ensureTopics(connection, kafkaConfig, topics)
  const total = await count('SELECT count(*) FROM event_keys')
  const relay = await start('relay')
  const relayed = total / (await secondsUntil(relayIsDone))
  say(
    `\nRelay by itself, ${total} events: ${Math.round(relayed)}/s, ${share(relayed, median(whole))} of ingest (aim: 200 %)`,
  )
  const sink = await start('sink')
  const sunk = total / (await secondsUntil(async () => (await inWarehouse()) >= total))
  say(`Sink by itself, ${total} events: ${Math.round(sunk)}/s, ${share(sunk, median(whole))} of ingest (aim: 200 %)`)

  const two = await start('api')
  const together = await batchIngest([one.url, two.url], events)
  say(`\nTwo API processes, relay and sink at work: ${Math.round(together)}/s`)
  const alone = await batchIngest([one.url], events)
  say(`One API process, relay and sink at work: ${Math.round(alone)}/s`)
  say(
    `Memory at its peak: api ${Math.round(one.peakMiB())} MiB, relay ${Math.round(relay.peakMiB())}, sink ${Math.round(sink.peakMiB())}`,
  )

  await secondsUntil(async () => (await inWarehouse()) >= (await count('SELECT count(*) FROM event_keys')))
  const rate = alone / 2
  const pace = batchIngestAt(one.url, events, rate)
  const { queryableMs, liveMs } = await measureFreshness(two.url, 50)
  const held = await pace.stop()
  say(
    `\nFrom acknowledgement at ${Math.round(held)} of ${Math.round(rate)} events/s asked, 50 single orders through another process`,
  )
  say(`  to queryable: p95 ${p95(queryableMs)} ms (aim: under 3 s); to the live stream: p95 ${p95(liveMs)} ms`)
} finally {
  await Promise.all(running.map((service) => service.stop()))
  await db.end()
  await Promise.all([postgres.stop(), kafka.stop(), clickhouse.stop()])
  await rm(folder, { recursive: true, force: true })
}

/** Sends events in batches of 200 at a rate, again and again, until it is stopped. */
function batchIngestAt(url: string, events: readonly Record<string, unknown>[], rate: number) {
  let stopped = false
  const batch = 200
  const run = async () => {
    const began = performance.now()
    let sent = 0
    while (!stopped) {
      const from = sent % (events.length - batch)
      await batchIngest([url], events.slice(from, from + batch))
      sent += batch
      await sleep(Math.max(0, began + (1000 * sent) / rate - performance.now()))
    }
    return sent / ((performance.now() - began) / 1000)
  }
  const running = run()
  return {
    /** @returns the events a second that were acknowledged. */
    stop() {
      stopped = true
      return running
    },
  }
}
