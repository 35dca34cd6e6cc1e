import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import { columnsOf, loadCatalogue } from './catalogue.ts'
import type { EventDefinition } from './define.ts'
import { formats } from './formats.ts'
import { schemaOf } from './schema.ts'

/** The contract's section 2, written out a second time: actions | envelope ids | fields, `!` where required. */
const contract: Record<string, [actions: string, requires: string, fields: string]> = {
  session: ['started ended', 'session_id', 'referrer landing_page utm_source utm_medium utm_campaign'],
  search: ['performed clicked', '', 'query! results_count!performed position!clicked product_id'],
  product: ['viewed wishlisted published updated retired', '', 'product_id! category brand price currency'],
  cart: [
    'created item_added item_removed abandoned converted',
    '',
    'cart_id! product_id category brand quantity unit_price currency',
  ],
  checkout: ['started step_completed completed failed', '', 'checkout_id! cart_id step value currency'],
  order: ['placed cancelled fulfilled', 'order_id', 'items!placed currency! discount shipping tax'],
  payment: [
    'initiated authorised captured failed voided',
    '',
    'payment_id! gateway! method! amount! currency! latency_ms risk_score decline_code',
  ],
  refund: ['requested completed rejected', '', 'refund_id! payment_id gateway method amount! currency! full reason'],
  chargeback: ['opened won lost', '', 'chargeback_id! payment_id gateway method amount! currency!'],
  return: ['requested received rejected', 'order_id', 'return_id! items reason'],
  shipment: [
    'created dispatched out_for_delivery attempted delivered returned_to_origin lost',
    '',
    'shipment_id! warehouse_id carrier eta dispatched_at attempt lots',
  ],
  inventory: [
    'counted received sold adjusted shrunk',
    '',
    'product_id! warehouse_id! lot quantity on_hand!counted unit_cost currency reorder_point received_on expires_on ' +
      'category brand',
  ],
  batch: [
    'produced released quarantined recalled',
    '',
    'lot! product_id! units_produced units_rejected reason produced_on expires_on udi_di component_lots',
  ],
  recommendation: ['shown clicked purchased', '', 'recommendation_id! product_id placement position'],
  promotion: ['shown applied redeemed', '', 'promotion_id! discount currency'],
  affiliate: ['clicked converted', '', 'affiliate_id! revenue commission currency'],
  subscription: ['started renewed paused resumed cancelled', '', 'subscription_id! plan! mrr! currency!'],
  loyalty: ['enrolled earned redeemed tier_changed', '', 'points tier'],
  notification: ['sent delivered opened clicked failed', '', 'notification_id! medium! template'],
  user: ['registered logged_in updated consent_changed deleted', '', 'email phone name birth_date consent'],
  device: ['registered activated deactivated firmware_updated faulted', 'device_id', 'device_type! model firmware lot'],
  telemetry: ['read', 'device_id', 'metric! value! unit! quality firmware lot device_type'],
  patch: [
    'applied removed detached day_recorded',
    'device_id',
    'lot prescribed_days!day_recorded valid_patch_days!day_recorded device_type firmware',
  ],
  dose: ['scheduled delivered failed missed', 'device_id', 'drug amount unit lot device_type'],
  adverse_event: [
    'reported updated closed',
    '',
    'report_id! severity! lot term narrative device_type firmware serial udi aware_at reportable outcome imdrf_codes',
  ],
  prediction: [
    'made observed',
    '',
    'prediction_id! model! model_version! subject_type subject_id horizon_on value lower upper unit observed_value!observed inputs_hash',
  ],
}

const sensitive = [
  'adverse_event.narrative',
  'adverse_event.term',
  'user.birth_date',
  'user.email',
  'user.name',
  'user.phone',
]

const catalogue = await loadCatalogue()
const events = [...catalogue.values()]
const ajv = new Ajv2020({ formats, allErrors: true, keywords: ['x-sensitivity'] })

const written = (event: EventDefinition): [string, string, string] => [
  event.actions.join(' '),
  event.requires.join(' '),
  Object.entries(event.data)
    .map(([name, { required }]) => (required === false ? name : `${name}!${required === true ? '' : required}`))
    .join(' '),
]

test('the catalogue is the contract: types, actions, envelope ids, fields and which of them are required', () => {
  expect(Object.fromEntries(events.map((event) => [event.type, written(event)]))).toEqual(
    Object.fromEntries(Object.entries(contract)),
  )
})

test('what the contract calls sensitive and what reports say of a person is sensitive, and has no column but of tokens', () => {
  const labelled = events.flatMap((event) =>
    Object.entries(event.data)
      .filter(([, { label }]) => label !== 'public')
      .map(([name, { grouped }]) => ({
        name: `${event.type}.${name}`,
        column: grouped ? undefined : event.columns[name],
      })),
  )
  expect(labelled.toSorted((a, b) => a.name.localeCompare(b.name))).toEqual(
    sensitive.map((name) => ({ name, column: undefined })),
  )
})

test('a column has one type wherever its name stands', () => {
  expect(columnsOf(catalogue).get('lot')).toBe('String')
})

describe.each(events.map((event) => [event.type, event] as const))('%s', (_type, event) => {
  test('its example is valid, for the type and for the action', () => {
    const { example } = event
    for (const schema of [schemaOf(event), schemaOf(event, example.action)]) {
      const validate = ajv.compile(schema)
      validate(example)
      expect(validate.errors).toBeNull()
    }
  })

  test('an example without a required field is not valid', () => {
    const validate = ajv.compile(schemaOf(event))
    const needed = Object.entries(event.data)
      .filter(([, { required }]) => required === true || (required as string[]).includes?.(event.example.action))
      .map(([name]) => name)
    for (const name of needed) {
      expect(validate({ ...event.example, data: { ...event.example.data, [name]: undefined } })).toBe(false)
    }
    for (const name of [...event.requires, 'occurred_at', 'producer']) {
      expect(validate({ ...event.example, [name]: undefined })).toBe(false)
    }
  })

  test('every column is a field of data, and every field says how it must be kept', () => {
    expect(Object.keys(event.columns).filter((name) => !(name in event.data))).toEqual([])
    for (const { label } of Object.values(event.data)) expect(['public', 'personal', 'medical']).toContain(label)
  })

  test('each action compiles by itself', () => {
    for (const action of event.actions) expect(ajv.compile(schemaOf(event, action))({})).toBe(false)
  })
})

describe('what only some actions need', () => {
  const valid = (type: string, changes: object) => {
    const event = catalogue.get(type) as EventDefinition
    return ajv.compile(schemaOf(event))({ ...event.example, ...changes })
  }

  test('an order is placed with at least one item, and cancelled without any', () => {
    expect(valid('order', { action: 'placed', data: { currency: 'EUR', items: [] } })).toBe(false)
    expect(valid('order', { action: 'placed', data: { currency: 'EUR' } })).toBe(false)
    expect(valid('order', { action: 'cancelled', data: { currency: 'EUR' } })).toBe(true)
  })

  test('an item is sold in a quantity above 0, at a price that is not negative', () => {
    const line = (quantity: number, unit_price: number) =>
      valid('order', { data: { currency: 'EUR', items: [{ product_id: 'p', quantity, unit_price }] } })
    expect([line(0, 1), line(-1, 1), line(1, -0.01), line(0.5, 0)]).toEqual([false, false, false, true])
  })

  test('a count says how much is on hand, a movement need not', () => {
    const data = { product_id: 'p', warehouse_id: 'w' }
    expect(valid('inventory', { action: 'counted', data })).toBe(false)
    expect(valid('inventory', { action: 'sold', data })).toBe(true)
  })

  test('a session is identified by its id, and needs no data', () => {
    expect(valid('session', { data: undefined })).toBe(true)
    expect(valid('session', { session_id: undefined })).toBe(false)
  })

  test('an eta is a date or a moment', () => {
    const eta = (text: string) => valid('shipment', { data: { shipment_id: 's', eta: text } })
    expect([eta('2026-10-03'), eta('2026-10-03T18:00:00+02:00'), eta('2026-10-03T18:00')]).toEqual([true, true, false])
  })

  test('unknown fields are welcome, unknown actions and versions are not', () => {
    expect(valid('loyalty', { data: { points: 1, shelf: 'A' }, extra: 1 })).toBe(true)
    expect(valid('loyalty', { action: 'lost' })).toBe(false)
    expect(valid('loyalty', { schema_version: 2 })).toBe(false)
  })
})
