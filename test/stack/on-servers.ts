import { afterAll } from 'vitest'
import { startClickHouse } from './clickhouse.ts'
import { startPostgres } from './postgres.ts'

/** A setup file: the tests of the file that follows run on servers of their own instead of on embedded engines. */
const [postgres, clickhouse] = await Promise.all([startPostgres(), startClickHouse()])
process.env.POCM_TEST_DATABASE_URL ??= await postgres.createDatabase()
process.env.POCM_TEST_CLICKHOUSE_URL ??= clickhouse.url
afterAll(() => Promise.all([postgres.stop(), clickhouse.stop()]))
