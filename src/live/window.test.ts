import { expect, test } from 'vitest'
import type { StoredEvent } from '../events/envelope.ts'
import type { LoggedEvent } from '../ledger/read-log.ts'
import { openWindow } from './window.ts'

const at = (tx: number, position: number) => ({ tx: String(tx), position: String(position) })
const logged = (tx: number, position: number, note = ''): LoggedEvent => ({
  ...at(tx, position),
  event: { id: `${tx}-${position}`, data: { note } } as unknown as StoredEvent,
})
const ids = (events: readonly LoggedEvent[] | undefined) => events?.map(({ event }) => event.id)

test('it gives what follows a position, whether or not something stands at that position', () => {
  const window = openWindow(at(5, 9))
  window.push([logged(6, 11), logged(6, 12), logged(10, 8)])
  expect(window.head).toEqual(at(10, 8))
  expect(ids(window.after(at(5, 9)))).toEqual(['6-11', '6-12', '10-8'])
  expect(ids(window.after(at(6, 11)))).toEqual(['6-12', '10-8'])
  expect(ids(window.after(at(9, 99)))).toEqual(['10-8'])
  expect(ids(window.after(at(10, 8)))).toEqual([])
})

test('it does not know what was before its floor', () => {
  const window = openWindow(at(5, 9))
  expect(window.after(at(5, 8))).toBeUndefined()
  expect(ids(window.after(at(5, 9)))).toEqual([])
})

test('it lets go of the oldest by number and by size, and knows that it did', () => {
  const window = openWindow(at(0, 0), { events: 3, characters: 100 })
  window.push([1, 2, 3, 4].map((tx) => logged(tx, 1)))
  expect(window.after(at(0, 0))).toBeUndefined()
  expect(ids(window.after(at(1, 1)))).toEqual(['2-1', '3-1', '4-1'])
  window.push([logged(5, 1, 'x'.repeat(80))])
  expect(ids(window.after(at(4, 1)))).toEqual(['5-1'])
  expect(window.after(at(3, 1))).toBeUndefined()
  window.push([logged(6, 1, 'x'.repeat(200))])
  expect(ids(window.after(at(6, 1)))).toEqual([])
  expect(window.after(at(5, 1))).toBeUndefined()
  expect(window.head).toEqual(at(6, 1))
})
