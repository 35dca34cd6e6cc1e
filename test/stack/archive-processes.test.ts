import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { env, many, payment } from '../archive/stored.ts'
import { startProcess } from '../reliability/service-process.ts'
import { request, until } from '../service.ts'
import { type ClickHouseServer, startClickHouse } from './clickhouse.ts'
import { type PostgresServer, startPostgres } from './postgres.ts'
import { type S3Server, startS3 } from './s3.ts'

let postgres: PostgresServer
let clickhouse: ClickHouseServer
let s3: S3Server
beforeAll(async () => {
  ;[postgres, clickhouse, s3] = await Promise.all([startPostgres(), startClickHouse(), startS3()])
}, 900_000)
afterAll(async () => {
  await Promise.all([postgres.stop(), clickhouse.stop(), s3.stop()])
})

test('of two processes that archive the remaining one continues; a third that does not archive requests it of them', async () => {
  const settings = {
    ...env,
    ...(await s3.createBucket()),
    DATABASE_URL: await postgres.createDatabase(),
    CLICKHOUSE_URL: await clickhouse.createDatabase(),
  }
  const start = async (roles: string) => {
    const folder = await mkdtemp(join(tmpdir(), 'pocm-test-'))
    onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }))
    const started = await startProcess(folder, { ...settings, POCM_ROLES: roles })
    onTestFinished(() => started.kill())
    return started
  }
  const api = await start('api,sink')
  const archivers = [await start('archive'), await start('archive')] as const

  const post = async (path: string, body: object) => {
    const answer = await request(api.url, 'POST', path, body)
    if (answer.status >= 300) throw new Error(JSON.stringify(answer.body))
    return answer.body
  }
  const archiveAll = () =>
    until(async () => (await post('/analytics/archive/run', { parquet: true })).archived, 100_000)
  const clean = { problems: [], differences: [], next_cursor: null }

  await post('/analytics/ingest/batch', many(500, payment))
  await archiveAll()
  expect(await post('/analytics/archive/verify', {})).toMatchObject({ ...clean, events: 500 })

  for (const [round, archiver] of archivers.entries()) {
    await post(
      '/analytics/ingest/batch',
      many(500, (n) => payment(n, round + 2)),
    )
    const asked = archiveAll()
    await archiver.kill()
    // After the last kill no archiver is left: the call waits for a new one.
    if (round === 1) await start('archive')
    await asked
    expect(await post('/analytics/archive/verify', {})).toMatchObject({ ...clean, events: 500 * (round + 2) })
  }
}, 240_000)
