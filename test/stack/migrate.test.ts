import { execFile } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type PostgresServer, startPostgres } from './postgres.ts'

const root = join(import.meta.dirname, '../..')
let postgres: PostgresServer
beforeAll(async () => {
  postgres = await startPostgres()
})
afterAll(() => postgres.stop())

test('pocm migrate lists what is pending, applies it, and has nothing left to do', async () => {
  const env = { ...process.env, DATABASE_URL: await postgres.createDatabase(), POCM_LOG_LEVEL: 'error' }
  const run = async (...args: string[]) =>
    (await promisify(execFile)(process.execPath, ['src/main.ts', 'migrate', ...args], { cwd: root, env })).stdout
  const all = readdirSync(join(root, 'migrations/postgres')).length
  const planned = (await run('--plan')).trim().split('\n')
  expect(planned).toHaveLength(all + 1)
  expect(planned[0]).toBe('0001_ledger')
  expect(await run('--plan')).toBe(`${planned.join('\n')}\n`)
  expect(await run()).toContain(`${all} migrations are made.`)
  expect(await run()).toBe('Nothing is to be migrated.\n')
})
