import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { schemaCommand } from '../src/commands/schema.ts'
import { formats } from '../src/events/formats.ts'
import { dryRun as tryOn } from '../src/schemas/dry-run.ts'
import { runCommand } from './run-command.ts'
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

const daysAgo = (days: number) => new Date(Date.now() - days * 24 * 3_600_000).toISOString()
const user = (producer: string, number: number, data: object, occurred_at = daysAgo(1)) => ({
  ...{ type: 'user', action: 'registered', occurred_at, producer, user_id: `${producer}-${number}` },
  data,
})
const proposed = (data: object) => ({
  type: 'object',
  properties: { type: { const: 'user' }, schema_version: { const: 2 }, data: { type: 'object', ...data } },
  required: ['type', 'user_id'],
})
const dryRun = async (schema: unknown, days = 7) =>
  service.call('POST', '/analytics/schemas/user/dry-run', { schema, days })

describe('a proposed schema is tried on the events of the last days', () => {
  beforeAll(async () => {
    await service.send([
      ...[1, 2, 3].map((number) => user('shop', number, { email: `${number}@example.com`, consent: { ads: true } })),
      ...[1, 2].map((number) =>
        user('app', number, { name: 'Ana', consent: { roles: [{ id: 1 }, { id: 'two' }, { id: 'three' }] } }),
      ),
      user('old', 1, {}, daysAgo(30)),
    ])
  })

  test('it lists by producer what would be refused, with examples, and shows no value', async () => {
    const { body } = await dryRun(
      proposed({
        properties: {
          email: { type: 'string', pattern: '@example\\.org$' },
          consent: { properties: { roles: { items: { properties: { id: { type: 'integer' } } } } } },
        },
        required: ['email'],
      }),
    )
    expect(body).toMatchObject({ complete: true, events: 5, failed: 2 })
    const flawsOf = (producer: string) =>
      body.producers.find((it: { producer: string }) => it.producer === producer).flaws
    expect(flawsOf('shop')).toEqual([])
    expect(flawsOf('app')).toMatchObject([
      { path: '/data/email', message: 'is required', events: 2 },
      { path: '/data/consent/roles/*/id', message: 'must be integer', events: 2 },
    ])
    const [example] = flawsOf('app')[0].examples
    const { body: event } = await service.call('GET', `/analytics/events/${example}`)
    expect([event.producer, event.data.name]).toEqual(['app', '•••'])
    expect(JSON.stringify(body)).not.toMatch(/@example\.com|Ana|two/)
  })

  const looks: readonly [string, object][] = [
    ['pattern', { pattern: '^(?!1@)' }],
    ['const', { const: '1@example.com' }],
    ['enum', { enum: ['1@example.com'] }],
    ['not', { not: { const: '1@example.com' } }],
    ['minLength', { minLength: 14 }],
    ['maxLength', { maxLength: 3 }],
    ['format', { format: 'uuid' }],
    ['$ref', { $ref: '#/$defs/guess' }],
    ['anyOf', { anyOf: [{ pattern: '^1' }, { pattern: '^2' }] }],
    ['if', { if: { pattern: '^1' }, else: false }],
    ['contains', { contains: { const: '1' } }],
    ['propertyNames', { propertyNames: { const: '1' } }],
  ]
  test.each(looks)('what is sealed is not disclosed by %s', async (_, guess) => {
    const $defs = { guess: { pattern: '^1@' } }
    const [there, not] = [guess, { not: guess }].map((email) => ({ ...proposed({ properties: { email } }), $defs }))
    for (const schema of [there, not]) {
      const { body } = await dryRun(schema, 31)
      expect(body).toMatchObject({ complete: true, events: 6, failed: 0 })
    }
  })

  test('a sealed value of another type than the proposed one is reported, since its type is no secret', async () => {
    const { body } = await dryRun(proposed({ properties: { email: { type: 'number' } } }))
    expect(body.failed).toBe(3)
  })

  test('each dry run leaves an entry in the audit trail', async () => {
    await dryRun(proposed({}))
    const { body } = await service.call('GET', '/analytics/compliance/audit')
    expect(body.entries[0]).toMatchObject({ action: 'schema.dry_run', details: { type: 'user', days: 7 } })
  })

  test('a value of an erased person does not count as a failure', async () => {
    await service.send([user('erased', 1, { birth_date: '1988-04-12' })])
    const { db, deps } = service.service
    const blind = { db, now: Date.now, catalogue: deps.catalogue }
    const schema = proposed({ properties: { birth_date: { format: 'date' }, email: { format: 'uuid' } } })
    const found = await tryOn(blind, { tenantId: 'demo', type: 'user', schema, days: 7 })
    expect(found).toMatchObject({ events: 6, failed: 0 })
  })

  test.each([
    ['no JSON Schema', { type: 'horse' }, /type/],
    ['a reference to nowhere', { $ref: 'https://example.com/schema' }, /can't resolve reference/],
    [
      'a pattern that takes for ever',
      proposed({ properties: { consent: { $ref: '#/$defs/slow' } } }),
      /longer than 10 s/,
    ],
  ])('%s is refused with the reason', async (_, schema, message) => {
    await service.send([user('slow', 1, { consent: `${'a'.repeat(40)}!` })])
    const { status, body } = await dryRun({ ...schema, $defs: { slow: { pattern: '^(a+)+$' } } })
    expect([status, body.code]).toEqual([422, 'invalid_request'])
    expect(body.errors).toEqual([{ path: '/schema', message: expect.stringMatching(message) }])
  })

  test('of an event type that there is not there is nothing to try', async () => {
    const asked = await service.call('POST', '/analytics/schemas/horoscope/dry-run', { schema: {} })
    expect([asked.status, asked.body.code]).toEqual([404, 'not_found'])
  })
})

describe('pocm schema', () => {
  const pocm = (...args: string[]) => runCommand(schemaCommand(), 'schema', ...args)
  const newFolder = async () => {
    const folder = await mkdtemp(join(tmpdir(), 'pocm-test-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    return folder
  }

  test('check ends with 1 and names what broke; write refuses to write it over', async () => {
    const folder = await newFolder()
    expect((await pocm('check', '--record', folder)).code).toBe(1)
    expect(await pocm('write', '--record', folder)).toMatchObject({ code: 0, out: '26 schemas were written\n' })
    expect((await pocm('check', '--record', folder)).code).toBe(0)

    // Once there was a field that the event files do not know any more.
    const file = join(folder, 'payment/v1.json')
    const schema = JSON.parse(await readFile(file, 'utf8'))
    schema.properties.data.properties.tip = { type: 'number', 'x-sensitivity': 'public' }
    await writeFile(file, JSON.stringify(schema))
    for (const command of ['check', 'write']) {
      const { code, out } = await pocm(command, '--record', folder)
      expect([code, out]).toEqual([1, 'payment/v1 /data/tip: field_removed: is no longer declared\n'])
    }
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual(schema)
  })

  test('dry-run prints what would be refused, and ends with 1 where something would', async () => {
    const file = join(await newFolder(), 'proposed.json')
    await service.send([user('printed', 1, {})])
    await writeFile(file, JSON.stringify(proposed({ required: ['email'] })))
    const options = ['--type', 'user', '--days', '2', '--url', service.url, '--key', service.key]
    const { code, out } = await pocm('dry-run', file, ...options)
    expect(code).toBe(1)
    expect(out).toMatch(
      /^printed: 1 of 1 would be refused\n {2}\/data\/email is required: 1, for example [0-9a-f-]{36}$/m,
    )
    await writeFile(file, JSON.stringify(proposed({})))
    expect((await pocm('dry-run', file, ...options)).code).toBe(0)
  })
})
