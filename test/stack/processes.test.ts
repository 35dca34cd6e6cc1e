import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { adminKey, request, until } from '../service.ts'
import { type ClickHouseServer, startClickHouse } from './clickhouse.ts'
import { type PostgresServer, startPostgres } from './postgres.ts'

let postgres: PostgresServer
let clickhouse: ClickHouseServer
beforeAll(async () => {
  ;[postgres, clickhouse] = await Promise.all([startPostgres(), startClickHouse()])
})
afterAll(async () => {
  await Promise.all([postgres.stop(), clickhouse.stop()])
})

const main = join(import.meta.dirname, '../../src/main.ts')
const newKey = () => randomBytes(32).toString('base64')
const newFolder = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'pocm-test-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }))
  return folder
}

interface Process {
  readonly child: ChildProcess
  /** Resolves with its address when it listens. @throws Error with its exit code and what it said when it does not. */
  readonly url: Promise<string>
  readonly exited: Promise<number | null>
}

/** `pocm start` as a process of its own, with a data folder of its own unless one is given. */
async function start(env: Record<string, string>): Promise<Process> {
  const folder = env.POCM_DATA_DIR ?? (await newFolder())
  const settings = { PORT: '0', POCM_ADMIN_KEY: adminKey, POCM_LOG_LEVEL: 'warn', POCM_DATA_DIR: folder, ...env }
  const child = spawn(process.execPath, [main, 'start'], {
    env: { ...process.env, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const exited = once(child, 'exit').then(([code]) => code as number | null)
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await exited
  })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text) => {
    said += text
  })
  const url = new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const found = /listens on (\S+)/.exec(line)?.[1]
      if (found !== undefined) resolve(found)
    })
    exited.then((code) => reject(new Error(`ended with ${code}: ${said}`)))
  })
  url.catch(() => {})
  return { child, url, exited }
}

const payment = (key: string) => ({
  ...{ type: 'payment', action: 'captured', occurred_at: '2026-10-01T12:00:00Z', producer: key, user_id: 'u-1' },
  idempotency_key: key,
  data: { payment_id: key, gateway: 'stripe', method: 'card', amount: 1.01, currency: 'EUR', email: `${key}@x.org` },
})

test('three processes that start at once on empty databases are one service', async () => {
  const env = {
    DATABASE_URL: await postgres.createDatabase(),
    CLICKHOUSE_URL: await clickhouse.createDatabase(),
    POCM_MASTER_KEY: newKey(),
  }
  const started = await Promise.all([start(env), start(env), start(env)])
  const urls = await Promise.all(started.map(({ url }) => url))
  const [first, second, third] = urls as [string, string, string]

  // Each event is sent to all three, at once; each is accepted by exactly one.
  const events = Array.from({ length: 300 }, (_, index) => payment(`p-${index}`))
  const answers = await Promise.all(urls.map((url) => request(url, 'POST', '/analytics/ingest/batch', events)))
  const statuses = answers.map(({ body }) => body.results.map((it: { status: string }) => it.status))
  const told = events.map((_, index) => statuses.map((it) => it[index]).toSorted())
  for (const it of told) expect(it).toEqual(['accepted', 'duplicate', 'duplicate'])

  // One warehouse, filled once, whichever process answers; protected values are under one key.
  const query = { metrics: ['payments_captured', 'payment_volume'], from: '2026-10-01', to: '2026-10-02' }
  for (const url of urls) {
    await until(
      async () => (await request(url, 'POST', '/analytics/query', query)).body.totals.payments_captured === 300,
    )
    const { body } = await request(url, 'POST', '/analytics/query', query)
    expect(body.totals).toEqual({ payments_captured: 300, payment_volume: 303 })
    const conflict = await request(url, 'POST', '/analytics/ingest', { ...payment('p-7'), user_id: 'u-2' })
    expect([conflict.status, conflict.body.errors.map(({ path }: { path: string }) => path)]).toEqual([
      409,
      ['/user_id'],
    ])
  }

  // A key made through one holds at all; revoked through one, it is refused by all within the time they remember it.
  const made = await request(first, 'POST', '/analytics/api-keys', { name: 'shared', scopes: ['analytics:read'] })
  const asKey = (url: string) =>
    request(url, 'GET', '/analytics/events?limit=1', undefined, { authorization: `Bearer ${made.body.key}` })
  for (const url of urls) expect((await asKey(url)).status).toBe(200)
  expect((await request(second, 'DELETE', `/analytics/api-keys/${made.body.id}`)).status).toBe(204)
  expect((await asKey(second)).status).toBe(401)
  for (const url of [first, third]) await until(async () => (await asKey(url)).status === 401, 10_000)

  // One that is killed takes nothing with it.
  started[0]?.child.kill('SIGKILL')
  await started[0]?.exited
  expect((await request(third, 'POST', '/analytics/ingest', payment('after'))).body.status).toBe('accepted')
  const counted = async () => (await request(second, 'POST', '/analytics/query', query)).body.totals.payments_captured
  await until(async () => (await counted()) === 301, 60_000)
})

test('a process with another master key is refused at its start, with the reason', async () => {
  const env = { DATABASE_URL: await postgres.createDatabase(), CLICKHOUSE_URL: await clickhouse.createDatabase() }
  const right = newKey()
  await (await start({ ...env, POCM_MASTER_KEY: right })).url
  const wrong = await start({ ...env, POCM_MASTER_KEY: newKey() })
  await expect(wrong.url).rejects.toThrow('The master key is not the one that this database was begun with')
  expect(await wrong.exited).toBe(1)
  await (await start({ ...env, POCM_MASTER_KEY: right })).url
})

test('of two processes with an embedded warehouse on one database the second is refused, until the first is gone', async () => {
  const env = { DATABASE_URL: await postgres.createDatabase(), POCM_MASTER_KEY: newKey() }
  const folder = await newFolder()
  const first = await start({ ...env, POCM_DATA_DIR: folder })
  const url = await first.url
  const second = await start(env)
  await expect(second.url).rejects.toThrow('The embedded warehouse of this database is with the process on')
  expect(await second.exited).toBe(1)
  expect((await request(url, 'POST', '/analytics/ingest', payment('one'))).status).toBe(202)

  // Killed, it takes up on its folder at once what it had; a process with another folder waits for the claim's end.
  first.child.kill('SIGKILL')
  await first.exited
  const again = await start({ ...env, POCM_DATA_DIR: folder })
  await again.url
  again.child.kill('SIGTERM')
  expect(await again.exited).toBe(0)
  await (await start(env)).url
})

test('a process that slept while another took its embedded warehouse over stops when it wakes', async () => {
  const env = { DATABASE_URL: await postgres.createDatabase(), POCM_MASTER_KEY: newKey() }
  const first = await start(env)
  await request(await first.url, 'POST', '/analytics/ingest/batch', [payment('one'), payment('two')])
  first.child.kill('SIGSTOP')
  let second = await start(env)
  await until(async () => {
    const [settled] = await Promise.allSettled([second.url])
    if (settled?.status === 'rejected') second = await start(env)
    return settled?.status === 'fulfilled'
  }, 60_000)
  first.child.kill('SIGCONT')
  expect(await first.exited).toBe(70)

  // The newcomer's own warehouse gets what the first one's had, from the ledger.
  const url = await second.url
  const query = { metrics: ['payments_captured'], from: '2026-10-01', to: '2026-10-02' }
  const counted = async () => (await request(url, 'POST', '/analytics/query', query)).body.totals.payments_captured
  await until(async () => (await counted()) === 2, 60_000)
  expect((await request(url, 'POST', '/analytics/ingest', payment('three'))).status).toBe(202)
  await until(async () => (await counted()) === 3)
})
