import { expect, test } from 'vitest'
import { stringify } from 'yaml'
import { typeOf, writeTypes } from './contract-types.ts'

test.each([
  [{ type: 'integer' }, 'number'],
  [{ type: 'string', format: 'date-time' }, 'string'],
  [{ type: ['string', 'null'] }, 'string | null'],
  [{ anyOf: [{ type: 'number' }, { type: 'integer' }, { type: 'null' }] }, 'number | null'],
  [{ enum: ['up', "o'clock", 1, true, null] }, "'up' | 'o\\'clock' | 1 | true | null"],
  [{ const: 'up' }, "'up'"],
  [{ type: 'array', items: { enum: ['a', 'b'] } }, "ReadonlyArray<'a' | 'b'>"],
  [{ type: 'array' }, 'ReadonlyArray<unknown>'],
  [{ $ref: '#/components/schemas/Problem' }, "Schemas['Problem']"],
  [{}, 'unknown'],
  [{ type: 'object' }, 'Readonly<Record<string, unknown>>'],
  [{ type: 'object', additionalProperties: { type: ['number', 'null'] } }, 'Readonly<Record<string, number | null>>'],
  [{ type: 'object', patternProperties: { '^.*$': { type: 'string' } } }, 'Readonly<Record<string, string>>'],
  [{ allOf: [{ enum: ['a', 'b'] }, { type: 'string' }] }, "('a' | 'b') & (string)"],
  [
    {
      type: 'object',
      required: ['at'],
      properties: { at: { type: 'string', description: 'When it\n  happened' }, 'of-whom': { type: 'string' } },
      additionalProperties: false,
    },
    "{\n/** When it happened */\nreadonly at: string\nreadonly 'of-whom'?: string\n}",
  ],
  [
    { type: 'object', required: ['a'], properties: { a: { type: 'null' } }, additionalProperties: true },
    '{\nreadonly a: null\n} & Readonly<Record<string, unknown>>',
  ],
])('%j is %s', (schema, type) => {
  expect(typeOf(schema)).toBe(type)
})

test('a call has what is sent and what is answered where it succeeds, as JSON', () => {
  const json = (schema: object) => ({ content: { 'application/json': { schema } } })
  const contract = {
    paths: {
      '/things': {
        post: {
          summary: 'Adds one',
          requestBody: json({ type: 'object', required: ['name'], properties: { name: { type: 'string' } } }),
          responses: { 201: json({ $ref: '#/components/schemas/Thing' }), 422: json({ type: 'string' }) },
        },
        get: { responses: { 200: { content: { 'text/csv': { schema: { type: 'string' } } } } } },
      },
    },
    components: { schemas: { Thing: { type: 'object', properties: { id: { type: 'string' } } } } },
  }
  const text = writeTypes(stringify(contract), ['admin', 'analytics:read'])
  expect(text).toContain("export type Scope = 'admin' | 'analytics:read'\n")
  expect(text).toContain(`export interface Schemas {
  readonly Thing: {
    readonly id?: string
  }
}

export interface Calls {
  /** Adds one */
  readonly 'POST /things': {
    readonly body: {
      readonly name: string
    }
    readonly answer: Schemas['Thing']
  }
  readonly 'GET /things': {
    readonly body: undefined
    readonly answer: undefined
  }
}
`)
})
