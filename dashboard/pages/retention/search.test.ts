import { expect, test } from 'vitest'
import { parseRetentionSearch, retentionChoice } from './search.ts'

test('without a word in the address it is about orders after a first order, week by week', () => {
  const order = { type: 'order', action: 'placed', filters: {} }
  expect(retentionChoice(parseRetentionSearch({}))).toEqual({
    ...{ first: order, again: order, whose: 'user_id', period: 'week' },
  })
})

test('the address says first event, returning event, whose and period; what is not valid is left out', () => {
  const search = { first: 'device.activated', again: 'telemetry.read', whose: 'device_id', period: 'day' }
  expect(parseRetentionSearch(search)).toEqual(search)
  expect(parseRetentionSearch({ first: '!', again: ['x'], whose: 'dog', period: 'year' })).toEqual({})
})
