import { expect, test } from 'vitest'
import { createFeed, kept, type LiveEvent } from './feed.ts'

const event = (id: string): LiveEvent => ({
  id,
  type: 'payment',
  action: 'captured',
  occurred_at: '2026-10-01T10:00:00Z',
})

function feedOf() {
  const tasks: (() => void)[] = []
  const feed = createFeed({ now: () => 0, schedule: (task) => tasks.push(task) })
  const draw = () => {
    for (const task of tasks.splice(0)) task()
  }
  return { feed, draw, tasks }
}

const ids = (events: readonly LiveEvent[]) => events.map(({ id }) => id)

test('many events are drawn once, the newest first', () => {
  const { feed, draw, tasks } = feedOf()
  for (const id of ['a', 'b', 'c']) feed.push(event(id))
  expect(tasks).toHaveLength(1)
  draw()
  expect(ids(feed.view().events)).toEqual(['c', 'b', 'a'])
  expect(feed.view().total).toBe(3)
})

test('an event that comes twice is shown once', () => {
  const { feed, draw } = feedOf()
  for (const id of ['a', 'b', 'a']) feed.push(event(id))
  draw()
  expect(ids(feed.view().events)).toEqual(['b', 'a'])
})

test('only the last 200 are kept', () => {
  const { feed, draw } = feedOf()
  for (let n = 0; n < 1000; n++) feed.push(event(`e${n}`))
  draw()
  expect(feed.view().events).toHaveLength(kept)
  expect(feed.view().events[0]?.id).toBe('e999')
  expect(feed.view().total).toBe(1000)
})

test('a paused list stands still and counts what comes; resuming shows it', () => {
  const { feed, draw } = feedOf()
  feed.push(event('a'))
  feed.pause()
  draw()
  feed.push(event('b'))
  feed.push(event('c'))
  draw()
  expect(feed.view()).toMatchObject({ paused: true, waiting: 2, total: 3 })
  expect(ids(feed.view().events)).toEqual(['a'])
  feed.resume()
  expect(feed.view()).toMatchObject({ paused: false, waiting: 0 })
  expect(ids(feed.view().events)).toEqual(['c', 'b', 'a'])
})

test('what happened before stands below what came since, is shown once and does not count as having come', () => {
  const { feed, draw } = feedOf()
  feed.push(event('c'))
  feed.seed([event('c'), event('b'), event('a')])
  draw()
  feed.push(event('b'))
  feed.push(event('d'))
  draw()
  expect(ids(feed.view().events)).toEqual(['d', 'c', 'b', 'a'])
  expect(feed.view().total).toBe(2)
})

test('what happened before never pushes out what came since', () => {
  const { feed, draw } = feedOf()
  for (let n = 0; n < kept - 1; n++) feed.push(event(`e${n}`))
  feed.seed([event('b'), event('a')])
  draw()
  expect(feed.view().events).toHaveLength(kept)
  expect(feed.view().events.at(-1)?.id).toBe('b')
})

test('clearing forgets the list, not the count', () => {
  const { feed, draw } = feedOf()
  feed.push(event('a'))
  draw()
  feed.clear()
  expect(feed.view()).toMatchObject({ events: [], total: 1 })
})
