/** A JSON Schema, as far as routes use it. */
interface Schema {
  readonly type?: string
  readonly format?: string
  readonly pattern?: string
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly default?: unknown
  readonly minimum?: number
  readonly minLength?: number
  readonly properties?: Readonly<Record<string, Schema>>
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
  readonly content?: Readonly<Record<string, { schema: Schema }>>
  readonly 'x-examples'?: Readonly<Record<string, { value: unknown }>>
}

export type Json = Record<string, unknown>

/** What a property of this name must hold where its schema says no more than that it is a text. */
const known: Readonly<Record<string, unknown>> = {
  from: '2026-10-01T00:00:00Z',
  to: '2026-11-01T00:00:00Z',
  timezone: 'Europe/Madrid',
  type: 'payment',
  action: 'captured',
  metric: 'orders',
  currency: 'USD',
  rate: '1.25',
  path: '/payments',
  link: '/lots',
  window: '1h',
  rollup: 'none',
  email: 'ana@clinic.example',
  role: 'viewer',
}

const ofFormat: Readonly<Record<string, unknown>> = {
  'date-time': '2026-10-01T10:00:00Z',
  date: '2026-10-01',
  uuid: '01890a5d-ac96-774b-bcce-b302099a8057',
  currency: 'EUR',
}

/** A value that the schema allows, with every property that it names: what else a request may hold is put into it. */
export function sampleOf(schema: Schema, name = ''): unknown {
  if (schema.content !== undefined) return sampleOf(Object.values(schema.content)[0]?.schema ?? {})
  const example = Object.values(schema['x-examples'] ?? {})[0]
  // One of a list stands for all of it.
  if (Array.isArray(example?.value)) return structuredClone(example.value.slice(0, 1))
  if (example !== undefined) return structuredClone(example.value)
  if (schema.const !== undefined) return schema.const
  if (schema.anyOf !== undefined) return sampleOf(schema.anyOf[0] as Schema, name)
  if (schema.enum !== undefined) return schema.enum[0]
  if (schema.properties !== undefined) {
    return Object.fromEntries(Object.entries(schema.properties).map(([key, inner]) => [key, sampleOf(inner, key)]))
  }
  if (schema.type === 'array') return [sampleOf(schema.items ?? {}, name)]
  if (schema.type === 'integer' || schema.type === 'number') return Math.max(schema.minimum ?? 0, 1)
  if (schema.type === 'boolean') return false
  if (schema.type === 'object') return {}
  if (schema.format !== undefined) return ofFormat[schema.format]
  return known[name] ?? 'sample'
}

/** Moments that RFC 3339 allows and some store or language does not take as they are. */
export const oddMoments = [
  '2026-10-01T10:00:00+17:00',
  '2026-10-01T10:00:00-23:59',
  '2026-10-01T10:00:00+15:59',
  '2026-10-01t10:00:00z',
  '2026-10-01T10:00:00.123456789Z',
  '0001-01-01T00:00:00Z',
  '9999-12-31T23:59:59.9999999Z',
  '9999-12-31T10:59:59-13:00',
]

/** Moments that are none. */
export const falseMoments = [
  '2026-02-30T10:00:00Z',
  '2026-10-01T10:00:60Z',
  '0000-01-01T00:00:00Z',
  '0001-01-01T00:00:00+17:00',
  '9999-12-31T23:59:59-01:00',
  '2026-10-01T24:00:00Z',
  '2026-10-01T10:00:00+24:00',
  '2026-10-01T10:00:00',
  '+010000-01-01T00:00:00Z',
  'infinity',
  'now',
]

/** Texts that no store can hold. */
export const unsafeTexts = ['a\u0000b', 'a\ud800b', '\udc00']

/** Values of other types, beyond every bound, or of meanings of their own to a store. */
export const oddValues: readonly unknown[] = [
  null,
  true,
  -1,
  0.5,
  1e308,
  2 ** 53,
  '',
  'NaN',
  '-infinity',
  "'; --",
  '漢😀\u202e',
  'x'.repeat(5_000),
  '99999999999999999999999999',
  [],
  {},
  [[[]]],
  [null],
  { a: { b: {} } },
]

/** Every place of a value at which something else can be put, its own root left out. */
export function placesOf(value: unknown, way: readonly (string | number)[] = []): (readonly (string | number)[])[] {
  if (typeof value !== 'object' || value === null || way.length > 3) return []
  return Object.keys(value).flatMap((key) => {
    const place = [...way, Array.isArray(value) ? Number(key) : key]
    return [place, ...placesOf((value as Json)[key], place)]
  })
}

export const valueAt = (value: unknown, place: readonly (string | number)[]): unknown =>
  place.reduce<unknown>((inner, key) => (inner as Json)[key], value)

/** A copy with another value at a place. */
export function withValue(value: unknown, place: readonly (string | number)[], put: unknown): unknown {
  const copy = structuredClone(value)
  const holder = valueAt(copy, place.slice(0, -1)) as Json
  holder[place.at(-1) as string] = put
  return copy
}
