import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { allSettings } from '../platform/settings.ts'
import { settingsCommand } from './settings.ts'

const given = { DATABASE_URL: 'postgres://pocm:geheim@db/pocm', POCM_ADMIN_KEY: 'pocm_0f3a9c1b7d5e2846a1b2c3d4' }

let out = ''
let problems = ''
beforeEach(() => {
  out = ''
  problems = ''
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    out += text
    return true
  })
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    problems += text
    return true
  })
  for (const [name] of allSettings) vi.stubEnv(name, undefined)
  for (const [name, value] of Object.entries(given)) vi.stubEnv(name, value)
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
  process.exitCode = undefined
})

const run = (...words: string[]) => settingsCommand().parseAsync(words, { from: 'user' })

test('a line for each setting says its value and where it comes from, without secrets', async () => {
  await run()
  const lines = out.trimEnd().split('\n')
  expect(lines).toHaveLength(allSettings.length)
  expect(lines.map((line) => line.split(/ +/))).toEqual(
    expect.arrayContaining([
      ['PORT', 'default', '8080'],
      ['CLICKHOUSE_URL', 'default', '-'],
      ['DATABASE_URL', 'environment', 'postgres://pocm:***@db/pocm'],
      ['POCM_ADMIN_KEY', 'environment', '***'],
    ]),
  )
  expect(process.exitCode).toBeUndefined()
})

test('problems are printed after the settings, and end the command with 1', async () => {
  vi.stubEnv('PORT', '70000')
  vi.stubEnv('POCM_ROLES', 'api')
  await run()
  expect(out).toContain('postgres://pocm:***@db/pocm')
  expect(problems.trimEnd().split('\n')).toEqual([
    'PORT must be a whole number from 0 to 65535, not "70000"',
    'POCM_ROLES may name a part only with DATABASE_URL and CLICKHOUSE_URL: embedded engines serve one process',
  ])
  expect(process.exitCode).toBe(1)
})

test('--json gives settings and problems to programs', async () => {
  vi.stubEnv('PORT', '70000')
  await run('--json')
  const told = JSON.parse(out)
  expect(told.settings).toHaveLength(allSettings.length)
  expect(told.settings).toContainEqual({ name: 'POCM_ADMIN_KEY', group: 'keys', value: '***', source: 'environment' })
  expect(told.problems).toHaveLength(1)
  expect(problems).toBe('')
  expect(process.exitCode).toBe(1)
})
