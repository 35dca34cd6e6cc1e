import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { onTestFinished } from 'vitest'
import { readConfig } from '../src/platform/config.ts'
import { openLog } from '../src/platform/log.ts'
import { type Running, runService } from '../src/roles/run.ts'
import { checkAnswer } from './contract.ts'
import { storesOf } from './given-servers.ts'
import { copyMigrated } from './migrated-stores/copy.ts'

export const adminKey = 'pocm_test_admin_key_0123456789'

export interface TestService extends Running {
  readonly key: string
  readonly folder: string
  /** Where its warehouse is, for `openEngine`. */
  readonly warehousePlace: { url: string } | { path: string }
  /** Calls the service as the admin of the tenant `demo`; a body that is no string is sent as JSON. */
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
  /** Sends events in batches and throws when one is not taken. */
  send(events: readonly object[]): Promise<void>
  /** Resolves when the warehouse holds everything that the ledger holds. */
  settled(): Promise<void>
}

export interface Answer {
  readonly status: number
  readonly headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers whose shape the contract test checks
  readonly body: any
}

/**
 * Starts the whole service on a free port, embedded in a folder of its own or on the given servers. In a test it closes with the test; in
 * `beforeAll` hand over `close` to `afterAll` by way of `stopAndClean`.
 */
export async function startService(
  env: Record<string, string> = {},
  log = openLog(env.POCM_LOG_LEVEL ?? 'error'),
): Promise<TestService & { stopAndClean(): Promise<void> }> {
  const folder = env.POCM_DATA_DIR ?? (await mkdtemp(join(tmpdir(), 'pocm-test-')))
  const stores = await storesOf(folder, env)
  if (env.POCM_DATA_DIR === undefined) {
    if (!stores.env.DATABASE_URL) await copyMigrated('postgres', folder)
    if (!stores.env.CLICKHOUSE_URL) await copyMigrated('clickhouse', folder)
  }
  const config = readConfig({ PORT: '0', POCM_ADMIN_KEY: adminKey, POCM_DATA_DIR: folder, ...stores.env })
  const running = await runService(config, log)
  const call: TestService['call'] = (method, path, body, headers = {}) =>
    request(running.url, method, path, body, headers)
  return {
    ...running,
    key: adminKey,
    folder,
    warehousePlace:
      config.clickhouseUrl === undefined ? { path: join(folder, 'clickhouse') } : { url: config.clickhouseUrl },
    call,
    async send(events) {
      for (let from = 0; from < events.length; from += 2_000) {
        const answer = await call('POST', '/analytics/ingest/batch', events.slice(from, from + 2_000))
        if (answer.status !== 207 || answer.body.rejected > 0) {
          throw new Error(
            JSON.stringify(
              answer.body.results?.find((it: { status: string }) => it.status === 'rejected') ?? answer.body,
            ),
          )
        }
      }
    },
    async settled() {
      // The archive closes by the hour.
      const carriers = [...running.service.lags].filter(([consumer]) => consumer !== 'archive')
      await until(async () => {
        for (const [, lag] of carriers) if ((await lag()) > 0) return false
        return true
      })
    },
    async stopAndClean() {
      await running.stop()
      await stores.drop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** The same for a single test: closes when the test ends. */
export async function startServiceForTest(env: Record<string, string> = {}): Promise<TestService> {
  const service = await startService(env)
  onTestFinished(() => service.stopAndClean())
  return service
}

/** One HTTP call with the admin key, its answer checked against the contract; JSON answers are parsed, others come as text. */
export async function request(
  url: string,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const raw = typeof body === 'string' || body instanceof Uint8Array
  const response = await fetch(url + path, {
    method,
    headers: {
      authorization: `Bearer ${adminKey}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: raw ? (body as string) : JSON.stringify(body) }),
  })
  const text = await response.text()
  const json = /json/.test(response.headers.get('content-type') ?? '')
  const answer = { status: response.status, headers: response.headers, body: json ? JSON.parse(text) : text }
  checkAnswer(method, path, answer.status, response.headers.get('content-type'), answer.body)
  return answer
}

/** Between two questions the processor is left to what is waited for. */
const pauseMs = 10

/** Waits until a condition holds. */
export async function until(condition: () => Promise<boolean>, deadlineMs = 120_000): Promise<void> {
  const deadline = Date.now() + deadlineMs
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`not so within ${deadlineMs} ms: ${condition}`)
    await sleep(pauseMs)
  }
}
