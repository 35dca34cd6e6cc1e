import { describe, expect, it, test } from 'vitest'
import { loadCatalogue } from '../events/catalogue.ts'
import { decimalsOf } from './storable.ts'
import { compileValidators } from './validate.ts'

const catalogue = await loadCatalogue()
const validate = compileValidators(catalogue)

test.each([
  [1, 0],
  [0.1, 1],
  [1e-6, 6],
  [4e-7, 7],
  [0.30000000000000004, 17],
  [-199.9900055, 7],
  [1e21, 0],
])('%d has %i decimals', (value, decimals) => {
  expect(decimalsOf(value)).toBe(decimals)
})

/** Every field that the warehouse keeps as a decimal or a time, lines included, with a value that it would change. */
const changed = [...catalogue.values()].flatMap((event) =>
  Object.entries(event.columns).flatMap(([name, column]): [string, object, string][] => {
    const { format } = (event.data[name]?.schema ?? {}) as { format?: string }
    const sent = (value: unknown) => ({ ...event.example, data: { ...event.example.data, [name]: value } })
    if (/^(Nullable\()?Decimal/.test(column)) return [[`${event.type}.${name}`, sent(0.1234567), `/data/${name}`]]
    if (format?.startsWith('date')) {
      const late = format === 'date-time' ? '9999-12-31T00:00:00Z' : '9999-12-31'
      return [[`${event.type}.${name}`, sent(late), `/data/${name}`]]
    }
    return [...column.matchAll(/(\w+) Decimal/g)].map(([, member = '']) => [
      `${event.type}.${name}.${member}`,
      sent([{ product_id: 'p', quantity: 1, unit_price: 1, [member]: 4e-7 }]),
      `/data/${name}/0/${member}`,
    ])
  }),
)

describe('a value that the warehouse would keep as another', () => {
  it.each(changed)('is refused with its path: %s', (_, event, path) => {
    expect(validate(event as Record<string, unknown>)).toMatchObject({ reason: 'unsafe_value', flaws: [{ path }] })
  })

  it('is refused in the envelope too', () => {
    const event = { ...catalogue.get('telemetry')?.example, device_at: '0001-01-01T00:00:00Z' }
    expect(validate(event)).toMatchObject({ reason: 'unsafe_value', flaws: [{ path: '/device_at' }] })
  })
})

test.each(['null', 'undefined', 'NULL', ' ', '\t', 'NaN', '[object Object]', '\u200b'])(
  'the id %j names nothing, and is refused',
  (value) => {
    const event = { ...catalogue.get('session')?.example, user_id: value }
    expect(validate(event)).toMatchObject({ reason: 'invalid_event', flaws: [{ path: '/user_id' }] })
    const key = { ...catalogue.get('session')?.example, idempotency_key: value }
    expect(validate(key)).toMatchObject({ reason: 'invalid_event', flaws: [{ path: '/idempotency_key' }] })
  },
)

test('a format is reported with what it requires', () => {
  const told = (changes: object) => validate({ ...catalogue.get('payment')?.example, ...changes })?.flaws[0]?.message
  expect(told({ occurred_at: '2026-10-01T12:00:00' })).toMatch(/RFC 3339 with an offset/)
  expect(told({ data: { ...catalogue.get('payment')?.example.data, currency: 'eur' } })).toMatch(/ISO 4217 in capitals/)
})
