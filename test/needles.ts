import fc from 'fast-check'

export const seed = 20_261_101

/** A mark of the `index`th needle, which nothing else has. */
export const markOf = (index: number) => `needle${seed}x${index}y`

/** An event as a client sends it, with a mark in something that is to be sealed. */
export interface Needle {
  readonly mark: string
  readonly event: object
}

/** What is planted: each has a mark of its own that nothing else has. */
const identities = [
  (mark: string) => `${mark}@example.org`,
  (mark: string) => `${mark.toUpperCase()}＠example.org`,
  (mark: string) => `write to ${mark}@mail.example.com, please`,
  (mark: string) => `${mark} +34 600 123 456`,
  (mark: string) => `${mark} (555) 123-4567`,
  (mark: string) => `${mark} 4111 1111 1111 1111`,
  (mark: string) => `https://shop.example/basket?token=${mark}#${mark}`,
  (mark: string) => `https://${mark}:secret@shop.example/`,
] as const
const names = [
  ...[
    'email',
    'Email',
    'e-mail',
    'e_mail ',
    'emaіl',
    'ＥＭＡＩＬ',
    'e\u200bmail',
    'phone',
    'telefono-phone',
    'first_name',
  ],
  ...['surname', 'dob', 'birth-date', 'ssn', 'address', 'Street', 'ip', 'passport', 'narrative', 'note', 'x', 'a/b~c'],
]

/** Places where a value of any kind is sealed, and those where it is inspected. */
const anywhere = (mark: string, name: string): object[] => [
  { data: { [name]: mark } },
  { data: { contact: { [name]: mark } } },
  { data: { list: [{ [name]: [mark] }, mark] } },
  { data: { [`${mark}@example.org`]: 1 } },
  { context: { [name]: mark } },
  { [name]: mark },
  { data: { consent: { ads: true, contact: { email: mark } } } },
  { data: { 'envelope.email': mark } },
  { data: { [`sealed:${mark}@example.org`]: mark } },
]
const looked = (text: string): object[] => [
  { context: { city: text } },
  { context: { provider: text } },
  { data: { consent: { note: text } } },
  { user_id: text },
  { session_id: text },
  { device_id: text },
  { order_id: text },
  { idempotency_key: text },
  { producer: text },
  { source_service: text },
]

const types = {
  user: { action: 'registered', data: { consent: {} } },
  search: { action: 'performed', data: { query: 'patch', results_count: 1 } },
  order: {
    action: 'placed',
    order_id: 'o-1',
    data: { currency: 'EUR', items: [{ product_id: 'p', quantity: 1, unit_price: 2 }] },
  },
  adverse_event: { action: 'reported', data: { report_id: 'r-1', severity: 'mild' } },
  session: { action: 'started', session_id: 's-1', data: {} },
  refund: { action: 'completed', data: { refund_id: 'r', amount: 1, currency: 'EUR' } },
} as const

/** Fields of a type that are public words or prose, by a value that identifies a person. */
const declared: readonly [keyof typeof types, (text: string, mark: string) => object][] = [
  ['user', (_, mark) => ({ email: mark, phone: mark, name: mark })],
  ['search', (text) => ({ query: text })],
  ['search', (text) => ({ product_id: text })],
  ['order', (text) => ({ items: [{ product_id: 'p', quantity: 1, unit_price: 2, lot: text }] })],
  [
    'order',
    (_, mark) => ({
      items: [{ product_id: 'p', quantity: 1, unit_price: 2, email: mark, narrative: mark, name: mark }],
    }),
  ],
  ['adverse_event', (_, mark) => ({ narrative: mark })],
  ['adverse_event', (text) => ({ lot: text, serial: text, outcome: text })],
  ['session', (text) => ({ referrer: text, landing_page: text })],
  ['session', (text) => ({ utm_source: text })],
  ['refund', (text) => ({ reason: text })],
]

const wish = fc.record({
  type: fc.constantFrom(...(Object.keys(types) as (keyof typeof types)[])),
  name: fc.constantFrom(...names),
  identity: fc.constantFrom(...identities),
  place: fc.nat(18),
  field: fc.nat(declared.length - 1),
  way: fc.constantFrom('anywhere', 'looked', 'declared'),
})

interface Wish {
  readonly type: keyof typeof types
  readonly name: string
  readonly identity: (mark: string) => string
  readonly place: number
  readonly field: number
  readonly way: 'anywhere' | 'looked' | 'declared'
}

function plant(it: Wish, index: number): Needle {
  const mark = markOf(index)
  const base = (type: keyof typeof types) => ({
    ...{
      type,
      occurred_at: '2026-10-01T12:00:00Z',
      producer: 'clinic',
      idempotency_key: `key-${index}`,
      user_id: 'u-1',
    },
    ...types[type],
  })
  if (it.way === 'declared') {
    const [type, make] = declared[it.field] as (typeof declared)[number]
    const event = base(type)
    return { mark, event: { ...event, data: { ...event.data, ...make(it.identity(mark), mark) } } }
  }
  const changes = it.way === 'anywhere' ? anywhere(mark, it.name) : looked(it.identity(mark))
  const change = changes[it.place % changes.length] as { data?: object }
  const event = base('data' in change && JSON.stringify(change).includes('consent') ? 'user' : it.type)
  return { mark, event: { ...event, ...change, data: { ...event.data, ...change.data } } }
}

/** As many needles, the same for the same seed. */
export const needles = (count: number): Needle[] =>
  (fc.sample(wish, { numRuns: count, seed }) as Wish[]).map((it, index) => plant(it, index))

/** The first needle in a text, with what stands around it. */
export function found(text: string): string | undefined {
  const at = text.toLowerCase().indexOf(`needle${seed}x`)
  return at < 0 ? undefined : text.slice(Math.max(0, at - 200), at + 60)
}
