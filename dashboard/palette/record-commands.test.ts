import { expect, it } from 'vitest'
import { recordCommand, valueCommand } from './record-commands.ts'

const found = { last_at: null, label: null, order_id: null }

it('leads from what was found to the page about it', () => {
  expect(recordCommand({ ...found, kind: 'lot', id: 'L-1' })).toMatchObject({
    ...{ group: 'Lot', title: 'L-1', destination: { to: '/lots/$lot', params: { lot: 'L-1' } } },
  })
  expect(recordCommand({ ...found, kind: 'payment', id: 'p-1', order_id: 'o-1' }).title).toBe('p-1 · order o-1')
  expect(recordCommand({ ...found, kind: 'order', id: 'o-1', order_id: 'o-1' }).title).toBe('o-1')
  expect(recordCommand({ ...found, kind: 'event', id: 'e', label: 'adverse_event reported' }).title).toBe(
    'adverse event reported',
  )
})

it('leads from a value to a page that is narrowed to it', () => {
  expect(valueCommand({ dimension: 'gateway', value: 'stripe' })).toEqual({
    ...{ id: 'value gateway stripe', group: 'Gateway', title: 'Stripe', to: '/payments' },
    filter: { gateway: ['stripe'] },
  })
  expect(valueCommand({ dimension: 'country', value: 'ES' })).toMatchObject({ to: '/', title: 'Spain (ES)' })
  expect(valueCommand({ dimension: 'query', value: 'patch' })).toBeUndefined()
})
