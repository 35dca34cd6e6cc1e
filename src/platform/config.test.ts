import { expect, test } from 'vitest'
import { readConfig } from './config.ts'

test('no settings give the embedded defaults', () => {
  const config = readConfig({})
  expect(config).toMatchObject({ host: '127.0.0.1', port: 8080, adminTenant: 'demo' })
  expect(config.databaseUrl).toBeUndefined()
  expect(Object.isFrozen(config)).toBe(true)
})

test('all problems are reported together', () => {
  const wrong = { PORT: '70000', POCM_ROLES: 'api,cook', DATABASE_URL: 'mysql://x', POCM_JWT_SECRET: 'short' }
  for (const name of Object.keys(wrong)) expect(() => readConfig(wrong)).toThrow(name)
})

test('a setting that this version cannot honour is refused, not ignored', () => {
  expect(() => readConfig({ KAFKA_BROKERS: 'localhost:9092' })).toThrow(/KAFKA_BROKERS is set, but/)
})
