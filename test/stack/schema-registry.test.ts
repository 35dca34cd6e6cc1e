import { afterAll, beforeAll, expect, test } from 'vitest'
import { loadCatalogue } from '../../src/events/catalogue.ts'
import { type EventDefinition, topicOf } from '../../src/events/define.ts'
import { publishedSchema } from '../../src/events/schema.ts'
import { openBreakers } from '../../src/platform/breaker.ts'
import { openLog } from '../../src/platform/log.ts'
import { openMetrics } from '../../src/platform/metrics.ts'
import { registerSchemas } from '../../src/schemas/registry.ts'
import { calibration } from '../made-up-event.ts'
import { startServiceForTest, until } from '../service.ts'
import { type SchemaRegistryServer, startSchemaRegistry } from './schema-registry.ts'

let server: SchemaRegistryServer
beforeAll(async () => {
  server = await startSchemaRegistry()
})
afterAll(() => server.stop())

// biome-ignore lint/suspicious/noExplicitAny: the registry's answers, looked into field by field
const ask = async (path: string): Promise<any> => (await fetch(server.url + path)).json()

/** Registers these event types as a process does at its start. */
async function register(events: readonly EventDefinition[]): Promise<void> {
  const log = openLog('silent')
  const catalogue = new Map(events.map((event) => [event.type, event]))
  const breaker = openBreakers(openMetrics(), log, Date.now).of('schema_registry')
  const registry = registerSchemas({ url: server.url, catalogue, breaker, log })
  const isDone = async () => (await Promise.allSettled([registry.check()]))[0]?.status === 'fulfilled'
  await until(isDone)
  await registry.close()
}

test('all schemas are there under the names of their topics, once, and the service is ready', async () => {
  const service = await startServiceForTest({ SCHEMA_REGISTRY_URL: server.url })
  const state = async () => (await service.call('GET', '/ready')).body.dependencies.schema_registry
  await until(async () => (await state()).status === 'up')

  const events = [...(await loadCatalogue()).values()]
  const subjects = events.map(({ type }) => `${topicOf(type)}-value`)
  expect((await ask('/subjects')).toSorted()).toEqual(subjects.toSorted())
  for (const event of events) {
    const subject = `${topicOf(event.type)}-value`
    expect(await ask(`/subjects/${subject}/versions`)).toEqual([1])
    const { schema, schemaType } = await ask(`/subjects/${subject}/versions/latest`)
    expect([schemaType, JSON.parse(schema)]).toEqual(['JSON', JSON.parse(JSON.stringify(publishedSchema(event)))])
    expect((await ask(`/config/${subject}`)).compatibilityLevel).toBe('NONE')
  }

  // A second process registers the same, and nothing new comes of it.
  await register(events)
  expect(await ask('/subjects/pocm.analytics.payment.v1-value/versions')).toEqual([1])

  await server.goAway()
  await until(async () => (await state()).status === 'down')
  const ready = await service.call('GET', '/ready')
  expect([ready.status, ready.body.status]).toEqual([200, 'ready'])
  await server.comeBack()
  await until(async () => (await state()).status === 'up')
})

test('versions are subjects of their own, and a compatible change is the next version of its subject', async () => {
  await register([calibration])
  await register([{ ...calibration, actions: [...calibration.actions, 'skipped'] }])
  expect(await ask('/subjects/pocm.analytics.calibration.v1-value/versions')).toEqual([1])
  expect(await ask('/subjects/pocm.analytics.calibration.v2-value/versions')).toEqual([1, 2])
})
