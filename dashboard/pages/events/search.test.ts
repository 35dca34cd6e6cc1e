import { expect, test } from 'vitest'
import { filtersOf, parseEventsSearch } from './search.ts'

test('filters, columns and form are read, and what is none of them is left out', () => {
  const search = parseEventsSearch({
    ...{ type: 'payment', order_id: 'order-1', lot: ['a', 'b'], column: ['device', 'nothing', 'event'] },
    ...{ show: 'timeline', span: 'always', user_id: 'x'.repeat(129) },
  })
  expect(search).toEqual({ type: 'payment', order_id: 'order-1', column: ['event', 'device'], show: 'timeline' })
  expect(filtersOf(search)).toEqual({ type: 'payment', order_id: 'order-1' })
})

test('the usual columns leave no trace in the address', () => {
  expect(parseEventsSearch({ column: ['producer', 'device', 'user', 'order', 'details', 'event'] })).toEqual({})
  expect(parseEventsSearch({ column: 'lot', span: 'range' })).toEqual({ column: ['lot'], span: 'range' })
})
