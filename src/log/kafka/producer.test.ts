import { expect, test } from 'vitest'
import { requests } from './producer.ts'

/** Key and framing take 41 bytes. */
const message = (topic: string, partition: number | undefined, bytes: number) => ({
  ...{ topic, key: Buffer.from('k'), value: Buffer.alloc(bytes) },
  ...(partition !== undefined && { partition }),
})

test('a request holds of each partition what brokers take, however many partitions it has', () => {
  const messages = Array.from({ length: 300 }, (_, index) => message('orders', index % 3, 7_000 - 41))
  expect([...requests(messages)]).toEqual([messages])
  const ofOne = messages.map((it) => ({ ...it, partition: 0 }))
  const sent = [...requests(ofOne)]
  expect(sent.map(({ length }) => length)).toEqual([100, 100, 100])
  expect(sent.flat()).toEqual(ofOne)
})

test('messages of which the partition is not known count by their topic', () => {
  const messages = Array.from({ length: 3 }, () => message('letters', undefined, 400_000))
  expect([...requests(messages)].map(({ length }) => length)).toEqual([1, 1, 1])
})

test('the largest message goes alone in its partition, and all keep their order', () => {
  const messages = [message('a', 0, 10), message('a', 0, 950_000), message('b', 1, 10), message('a', 0, 10)]
  const sent = [...requests(messages)]
  expect(sent.map((it) => it.map(({ topic }) => topic))).toEqual([['a'], ['a', 'b'], ['a']])
  expect(sent.flat()).toEqual(messages)
})

test('a request is bounded over all partitions', () => {
  const messages = Array.from({ length: 40 }, (_, index) => message('a', index, 600_000))
  const sent = [...requests(messages)]
  expect(sent.length).toBe(2)
  expect(sent.flat()).toEqual(messages)
})
