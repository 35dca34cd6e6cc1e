import { readFileSync } from 'node:fs'
import { Validator } from '@seriousme/openapi-schema-validator'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { writeDocument } from '../src/http/openapi.ts'
import { contract, contractFile } from './contract.ts'
import { startService } from './service.ts'

let service: Awaited<ReturnType<typeof startService>>
beforeAll(async () => {
  service = await startService()
})
afterAll(() => service.stopAndClean())

test('Analytics.yaml is what the routes say (npm run contract writes it anew)', () => {
  expect(readFileSync(contractFile, 'utf8')).toBe(writeDocument(service.service.app.swagger()))
})

test('it is valid OpenAPI 3.1', async () => {
  const { valid, errors } = await new Validator().validate(readFileSync(contractFile, 'utf8'))
  expect(errors ?? []).toEqual([])
  expect(valid).toBe(true)
})

test('it holds every call that the contract of the company names for this version', () => {
  for (const call of [
    'post /analytics/ingest',
    'post /analytics/ingest/batch',
    'get /analytics/events',
    'get /analytics/events/{id}',
    'get /analytics/stream',
    'get /analytics/catalogue',
    'post /analytics/query',
    'post /analytics/funnel',
    'post /analytics/retention',
    'post /analytics/journeys',
    'post /analytics/export',
    'get /health',
    'get /ready',
    'get /metrics',
    'get /actuator/prometheus',
  ]) {
    const [method, path] = call.split(' ') as [string, string]
    expect(contract.paths[path]?.[method], call).toBeDefined()
  }
})

const examples = Object.entries(contract.paths).flatMap(([path, operations]) =>
  Object.entries(operations).flatMap(([method, { requestBody }]) =>
    Object.entries(requestBody?.content ?? {}).flatMap(([type, media]) =>
      Object.entries(media.examples ?? {}).map(([name, { value }]) => ({ method, path, type, name, value })),
    ),
  ),
)

test('there are examples for ingest and for questions', () => {
  const paths = examples.map(({ path }) => path)
  for (const call of ['ingest', 'ingest/batch', 'query', 'funnel', 'retention', 'journeys', 'samples', 'export', 'ltv'])
    expect(paths).toContain(`/analytics/${call}`)
})

test.each(examples)('the example $name of $method $path ($type) is served', async ({ method, path, type, value }) => {
  const { status, body } = await service.call(method.toUpperCase(), path, value, { 'content-type': type })
  expect(status, JSON.stringify(body)).toBeLessThan(300)
  if (path.endsWith('/batch')) expect(body.rejected).toBe(0)
})
