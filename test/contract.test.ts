import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Validator } from '@seriousme/openapi-schema-validator'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { scopes } from '../src/access/principal.ts'
import { writeTypes } from '../src/http/contract-types.ts'
import { writeDocument } from '../src/http/openapi.ts'
import { contract, contractFile } from './contract.ts'
import { built, notYetThere } from './named-calls.ts'
import { startService } from './service.ts'

let service: Awaited<ReturnType<typeof startService>>
beforeAll(async () => {
  service = await startService()
})
afterAll(() => service.stopAndClean())

test('Analytics.yaml is what the routes say (npm run contract writes it anew)', () => {
  expect(readFileSync(contractFile, 'utf8')).toBe(writeDocument(service.service.app.swagger()))
})

test('the types of the dashboard are what the contract says (npm run contract writes them anew)', () => {
  const written = readFileSync(join(import.meta.dirname, '../dashboard/api/generated/contract.ts'), 'utf8')
  expect(written).toBe(writeTypes(readFileSync(contractFile, 'utf8'), scopes))
})

test('it is valid OpenAPI 3.1', async () => {
  const { valid, errors } = await new Validator().validate(readFileSync(contractFile, 'utf8'))
  expect(errors ?? []).toEqual([])
  expect(valid).toBe(true)
})

const operations = Object.entries(contract.paths).flatMap(([path, calls]) =>
  Object.entries(calls).map(([method, operation]) => ({ call: `${method} ${path}`, operation })),
)
const nameless = (path: string) => path.replaceAll(/\{[^}]+\}|:\w+/g, '{}')

test.each(built)('it holds %s', (call) => {
  expect(operations.map((it) => nameless(it.call))).toContain(call)
})

test.each(notYetThere)('%s is not yet there', (call) => {
  const routes = service.service.app.declaredRoutes.map(({ method, url }) => `${method.toLowerCase()} ${nameless(url)}`)
  const there = call.startsWith('any ') ? routes.map((it) => it.replace(/^\w+/, 'any')) : routes
  expect(there, 'move it to those that are built').not.toContain(call)
})

test('it lists every call that a client can make, and the scope that each needs', () => {
  const told = operations.map(({ call }) => nameless(call))
  const routes = service.service.app.declaredRoutes.filter(
    // Built files of the dashboard are no calls.
    ({ schema }) => schema !== undefined && !('hide' in schema),
  )
  for (const { method, url, config } of routes.filter((it) => it.method !== 'HEAD')) {
    const call = `${method.toLowerCase()} ${nameless(url)}`
    expect(told).toContain(call)
    const operation = operations[told.indexOf(call)]?.operation
    expect(operation?.['x-scope'], call).toBe(config.scope)
    const roles = config.scope === undefined || config.scope === 'any' ? [] : [config.scope]
    expect(operation?.security, call).toEqual(config.scope === undefined ? [] : [{ bearer: roles }, { session: roles }])
    if (roles.length > 0) expect(operation?.description, call).toContain(`\`${config.scope}\``)
  }
})

test('a parameter or a property of a body that has a default is not required', () => {
  const demanded: string[] = []
  const look = (at: string, schema: unknown): void => {
    if (typeof schema !== 'object' || schema === null) return
    const { required, properties } = schema as {
      required?: unknown
      properties?: Record<string, { default?: unknown }>
    }
    for (const name of Array.isArray(required) ? required : []) {
      if (properties?.[name]?.default !== undefined) demanded.push(`${at} ${name}`)
    }
    for (const inner of Object.values(schema)) look(at, inner)
  }
  for (const { call, operation } of operations) {
    for (const it of operation.parameters ?? []) {
      if (it.required && it.schema.default !== undefined) demanded.push(`${call} ${it.name}`)
    }
    look(call, operation.requestBody)
  }
  expect(demanded).toEqual([])
})

test('each call declares how it can be refused', () => {
  for (const { call, operation } of operations) {
    const { responses, requestBody, parameters = [], security } = operation
    const expected = [
      '405',
      ...(requestBody === undefined ? [] : ['400', '413', '415', '422', '429']),
      ...(parameters.length === 0 ? [] : ['400', '422']),
      ...(security?.length === 0 ? [] : ['401', '403', '429']),
    ]
    // SCIM knows no 422 (RFC 7644, table 8).
    const known = call.includes('/scim/') ? expected.filter((status) => status !== '422') : expected
    expect(Object.keys(responses), call).toEqual(expect.arrayContaining(known))
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
