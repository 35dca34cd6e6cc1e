import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { loadCatalogue } from '../events/catalogue.ts'
import {
  dateOrDateTime,
  dateTime,
  defineEvent,
  type Field,
  flag,
  identifier,
  integer,
  items,
  money,
  number,
  oneOf,
  required,
  word,
  wordOrNumber,
  words,
} from '../events/define.ts'
import { formats } from '../events/formats.ts'
import { type JsonSchema, publishedSchema } from '../events/schema.ts'
import { breachesOf } from './compatible.ts'

type Change = Partial<Pick<Parameters<typeof defineEvent>[0], 'actions' | 'requires' | 'data'>>

const line = { sku: required(word('public')), count: integer('public', { minimum: 0 }) }

const before = {
  lot: required(identifier('public')),
  drift: number('public', { minimum: 0, maximum: 1 }),
  grade: oneOf('public', 'good', 'poor'),
  step: wordOrNumber('public'),
  at: dateTime('public'),
  parts: items(line),
  place: required(word('public'), 'passed'),
}

const identifierOrNumber: Field = {
  ...required(identifier('public')),
  schema: { anyOf: [identifier('public').schema, { type: 'number' }] },
}

const schemaWith = (change: Change = {}): JsonSchema =>
  publishedSchema(
    defineEvent({
      ...{ type: 'calibration', emitted: 'Never.', actions: ['started', 'passed'], data: before, columns: {} },
      example: { type: 'calibration', action: 'started', data: {} },
      ...change,
    }),
  )
const found = (old: JsonSchema, next: JsonSchema) => breachesOf(old, next).map(({ path, rule }) => `${rule} ${path}`)
const afterData = (change: Record<string, Field>) => found(schemaWith(), schemaWith({ data: { ...before, ...change } }))

describe('what a published version may become', () => {
  test.each([
    ['a new field that need not be sent', { shelf: word('public') }],
    ['a wider limit', { drift: number('public', { minimum: -1 }) }],
    ['another word of a list', { grade: oneOf('public', 'good', 'fair', 'poor') }],
    ['any word in place of a list', { grade: word('public') }],
    ['a field that is no longer required', { lot: identifier('public') }],
    ['a field that one action requires in place of all', { lot: required(identifier('public'), 'passed') }],
    ['a word or number in place of a word', { lot: identifierOrNumber }],
    ['a date or moment in place of a moment', { at: dateOrDateTime('public') }],
    ['a part of a line that need not be sent', { parts: items({ ...line, lot: word('public') }) }],
  ])('%s', (_, change) => {
    expect(afterData(change)).toEqual([])
  })

  test('a new action, which may need whatever it likes', () => {
    const next = {
      actions: ['started', 'passed', 'failed'],
      data: { ...before, why: required(word('public'), 'failed') },
    }
    expect(found(schemaWith(), schemaWith(next))).toEqual([])
  })
})

describe('what it may not', () => {
  test.each([
    ['a new field that is required', { shelf: required(word('public')) }, ['field_required /data/shelf', 2]],
    ['a field that is required now', { drift: required(before.drift) }, ['field_required /data/drift', 2]],
    [
      'a field that one action requires now',
      { drift: required(before.drift, 'started') },
      ['field_required /data/drift'],
    ],
    ['a narrower type', { drift: integer('public', { minimum: 0, maximum: 1 }) }, ['type_narrowed /data/drift']],
    ['one choice of two', { step: word('public') }, ['type_narrowed /data/step']],
    ['a tighter limit', { drift: number('public', { minimum: 0, maximum: 0.9 }) }, ['limit_tightened /data/drift']],
    [
      'a limit that is excluded now',
      { drift: number('public', { exclusiveMinimum: 0, maximum: 1 }) },
      ['limit_tightened /data/drift'],
    ],
    ['a shorter text', { lot: required(word('public')) }, ['limit_tightened /data/lot']],
    ['a word less', { grade: oneOf('public', 'good') }, ['value_removed /data/grade']],
    ['a list in place of any word', { lot: required(oneOf('public', 'a')) }, ['value_removed /data/lot']],
    [
      'another format',
      { at: { ...dateTime('public'), schema: { type: 'string', format: 'date' } } },
      ['format_changed /data/at'],
    ],
    ['another label', { drift: { ...before.drift, label: 'medical' as const } }, ['label_changed /data/drift']],
    [
      'a part of a line that is required now',
      { parts: items({ ...line, count: required(integer('public', { minimum: 0 })) }) },
      ['field_required /data/parts/*/count'],
    ],
    ['a list that may not be empty', { parts: items(line, 1) }, ['limit_tightened /data/parts']],
    ['words in place of lines', { parts: words('public') }, ['type_narrowed /data/parts/*']],
  ] as const)('%s', (_, change, [breach, times = 1]) => {
    expect(afterData(change)).toEqual(expect.arrayContaining(Array(times).fill(breach)))
  })

  test('a field that is gone', () => {
    const { grade: _, ...data } = before
    expect(found(schemaWith(), schemaWith({ data }))).toEqual(['field_removed /data/grade'])
  })

  test('an action that is gone', () => {
    const data = { ...before, place: word('public') }
    expect(found(schemaWith(), schemaWith({ actions: ['started'], data }))).toEqual(['value_removed /action'])
  })

  test('an envelope id that is needed now', () => {
    expect(found(schemaWith(), schemaWith({ requires: ['device_id'] }))).toEqual(['field_required /device_id'])
  })

  test('undeclared fields, once they were taken', () => {
    expect(found(schemaWith(), { ...schemaWith(), additionalProperties: false })).toEqual(['closed '])
  })

  test('a keyword that no rule knows', () => {
    expect(found(schemaWith(), { ...schemaWith(), dependentRequired: { user_id: ['session_id'] } })).toEqual([
      'not_judged ',
    ])
  })
})

test('every published schema is compatible with itself', async () => {
  for (const event of (await loadCatalogue()).values()) {
    expect(breachesOf(publishedSchema(event), publishedSchema(event))).toEqual([])
  }
})

const bound = fc.integer({ min: -2, max: 4 })
const anyField: fc.Arbitrary<Field> = fc.oneof(
  fc.tuple(bound, bound).map(([a, b]) => number('public', { minimum: Math.min(a, b), maximum: Math.max(a, b) })),
  fc.tuple(bound, bound).map(([a, b]) => integer('public', { minimum: Math.min(a, b), maximum: Math.max(a, b) })),
  bound.map((exclusiveMinimum) => money('public', { exclusiveMinimum })),
  fc.subarray(['a', 'b', 'c'], { minLength: 1 }).map((list) => oneOf('public', ...list)),
  fc.constantFrom(word('public'), identifier('public'), wordOrNumber('public'), flag('public'), words('public')),
  fc.constantFrom(dateTime('public'), dateOrDateTime('public')),
  fc.integer({ min: 0, max: 2 }).map((least) => items({ n: number('public', { maximum: least }) }, least)),
)
const anyNeed = fc.constantFrom([], ['all'], ['one'], ['two'])
const asNeeded = (field: Field, need: readonly string[]) =>
  need.length === 0 ? field : required(field, ...need.filter((it) => it !== 'all'))
const anyData = fc.record({
  x: fc.tuple(anyField, anyNeed).map(([it, need]) => asNeeded(it, need)),
  y: fc.tuple(anyField, anyNeed).map(([it, need]) => asNeeded(it, need)),
})
const anyActions = fc.constantFrom(['one', 'two'], ['one', 'two', 'three'])
// The same schema with at most one field made anew: two that have nothing in common are never compatible.
const anyPair = fc
  .tuple(anyActions, anyActions, anyData, anyData, fc.constantFrom('x', 'y', 'none'))
  .map(([first, second, one, other, changed]): [JsonSchema, JsonSchema] => [
    schemaWith({ actions: first, data: one }),
    schemaWith({
      actions: second,
      data: { ...one, ...(changed === 'none' ? {} : { [changed]: other[changed as 'x'] }) },
    }),
  ])
const anyValue = fc.constantFrom(
  ...[-2, -1, 0, 0.5, 1, 2, 3, 4, 5, 1e12, 'a', 'b', 'c', '', 'x'.repeat(101), true, null, undefined],
  ...['2026-10-01', '2026-10-01T10:00:00Z', [], ['a'], [{ n: 0 }], [{ n: 0 }, { n: 2 }], [{}, {}, {}]],
)
const anyEvent = fc
  .record({ action: fc.constantFrom('one', 'two', 'three'), x: anyValue, y: anyValue })
  .map(({ action, x, y }) => ({
    ...{ type: 'calibration', action, occurred_at: '2026-10-01T10:00:00Z', producer: 'test' },
    data: { ...(x !== undefined && { x }), ...(y !== undefined && { y }) },
  }))

test('whatever the old schema takes, a compatible new one takes', () => {
  const accepts = (schema: JsonSchema) => new Ajv2020({ strict: false, formats }).compile(schema)
  let taken = 0
  let refused = 0
  const run = fc.property(anyPair, fc.array(anyEvent, { minLength: 40, maxLength: 80 }), ([old, next], events) => {
    const breaches = breachesOf(old, next)
    if (breaches.length > 0) {
      refused += 1
      return
    }
    const [oldTakes, nextTakes] = [accepts(old), accepts(next)]
    for (const event of events.filter((it) => oldTakes(it))) {
      taken += 1
      expect(nextTakes(event), JSON.stringify({ event, errors: nextTakes.errors })).toBe(true)
    }
  })
  fc.assert(run, { numRuns: 600 })
  // It says something only where both kinds came up.
  expect(taken).toBeGreaterThan(50)
  expect(refused).toBeGreaterThan(50)
})
