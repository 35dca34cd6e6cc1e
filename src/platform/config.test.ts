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

test('embedded engines serve one process, so a part of the roles needs servers', () => {
  expect(() => readConfig({ POCM_ROLES: 'api' })).toThrow(/POCM_ROLES may name a part/)
  const servers = { DATABASE_URL: 'postgres://localhost/x', CLICKHOUSE_URL: 'http://localhost:8123' }
  expect([...readConfig({ ...servers, POCM_ROLES: 'api, sink' }).roles]).toEqual(['api', 'sink'])
})

test('brokers, credentials and buckets are checked before anything is opened', () => {
  const config = readConfig({ KAFKA_BROKERS: 'a:9092, b:9093', KAFKA_PARTITIONS: '12' })
  expect(config.kafka).toMatchObject({ brokers: ['a:9092', 'b:9093'], partitions: 12, sasl: undefined, tls: undefined })
  expect(() => readConfig({ KAFKA_BROKERS: 'kafka://a' })).toThrow(/KAFKA_BROKERS lists host:port/)
  expect(() => readConfig({ KAFKA_BROKERS: 'a:1', KAFKA_SASL_MECHANISM: 'PLAIN' })).toThrow(/KAFKA_SASL_PASSWORD/)
  expect(() => readConfig({ S3_BUCKET: 'b' })).toThrow(/go together/)
  expect(() => readConfig({ POCM_MASTER_KEY: 'c2hvcnQ=' })).toThrow(/32 bytes/)
})
