import { expect, onTestFinished, test } from 'vitest'
import { startClickHouse } from './clickhouse.ts'
import { startPostgres } from './postgres.ts'
import { startRedis } from './redis.ts'
import { startS3 } from './s3.ts'

/** Sets a setting for the rest of this test. */
function give(name: string, value: string): void {
  const before = process.env[name]
  process.env[name] = value
  onTestFinished(() => {
    if (before === undefined) delete process.env[name]
    else process.env[name] = before
  })
}

test('a server that the environment gives is used, swept clean afterwards, and never taken away', async () => {
  const [postgres, clickhouse, redis, s3] = await Promise.all([
    startPostgres(),
    startClickHouse(),
    startRedis(),
    startS3(),
  ])
  onTestFinished(async () => {
    await Promise.all([postgres.stop(), clickhouse.stop(), redis.stop(), s3.stop()])
  })
  give('POCM_TEST_DATABASE_URL', await postgres.createDatabase())
  give('POCM_TEST_CLICKHOUSE_URL', clickhouse.url)
  give('POCM_TEST_REDIS_URL', redis.url)
  give('POCM_TEST_S3_ENDPOINT', s3.endpoint)
  give('POCM_TEST_S3_ACCESS_KEY_ID', s3.accessKeyId)
  give('POCM_TEST_S3_SECRET_ACCESS_KEY', s3.secretAccessKey)

  const [givenPostgres, givenClickHouse] = [await startPostgres(), await startClickHouse()]
  const [givenRedis, givenS3] = [await startRedis(), await startS3()]
  for (const server of [givenPostgres, givenClickHouse, givenRedis, givenS3]) {
    await expect(server.goAway()).rejects.toThrow(/was given by POCM_TEST_/)
    expect(() => server.pause()).toThrow(/was given by POCM_TEST_/)
  }
  expect(new URL(await givenPostgres.createDatabase()).host).toBe(
    new URL(process.env.POCM_TEST_DATABASE_URL ?? '').host,
  )
  const answer = await fetch(`${await givenClickHouse.createDatabase()}`.replace(/\/\w+$/, '/?query=SHOW+DATABASES'))
  expect(await answer.text()).toContain('pocm_test_')
  expect((await givenS3.createBucket()).S3_ENDPOINT).toBe(s3.endpoint)
  expect(givenRedis.url).toBe(redis.url)

  for (const server of [givenPostgres, givenClickHouse, givenRedis, givenS3]) await server.stop()
  const left = await fetch(`${clickhouse.url}/?query=SHOW+DATABASES`)
  expect(await left.text()).not.toContain('pocm_test_')
})
