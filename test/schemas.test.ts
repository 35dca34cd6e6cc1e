import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { formats } from '../src/events/formats.ts'
import { startService } from './service.ts'

let service: Awaited<ReturnType<typeof startService>>
beforeAll(async () => {
  service = await startService()
})
afterAll(() => service.stopAndClean())

test('the catalogue leads to the schema of each version, and each takes the example of its type', async () => {
  const { body } = await service.call('GET', '/analytics/catalogue')
  expect(body.events.length).toBeGreaterThanOrEqual(25)
  for (const { type, versions, example } of body.events) {
    expect(versions).toEqual([{ version: 1, schema_url: `/analytics/schemas/${type}/1` }])
    const { status, body: schema } = await service.call('GET', versions[0].schema_url)
    expect([status, schema.$id]).toEqual([200, `urn:pocm:event:${type}:1`])
    const validate = new Ajv2020({ formats, keywords: ['x-sensitivity'] }).compile(schema)
    validate(example)
    expect(validate.errors).toBeNull()
  }
})

test.each(['/analytics/schemas/payment/2', '/analytics/schemas/horoscope/1'])('there is no %s', async (path) => {
  const { status, body } = await service.call('GET', path)
  expect([status, body.code]).toEqual([404, 'not_found'])
})
