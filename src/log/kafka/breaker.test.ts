import { MultipleErrors, NetworkError, ResponseError, TimeoutError } from '@platformatic/kafka'
import { expect, test } from 'vitest'
import { isAway } from './breaker.ts'

test('brokers that cannot be reached or do not answer count as unavailable, however the client wraps the error', () => {
  const refused = new NetworkError('connect ECONNREFUSED')
  for (const error of [refused, new TimeoutError('no answer'), new MultipleErrors('each try failed', [refused])]) {
    expect(isAway(new MultipleErrors('all brokers', [error]))).toBe(true)
    expect(isAway(error)).toBe(true)
  }
})

test('brokers that answer are there, whatever they say', () => {
  const answer = new ResponseError(0, 0, { '/topics/0': [3, 'UNKNOWN_TOPIC_OR_PARTITION'] }, {})
  for (const error of [answer, new MultipleErrors('each try failed', [answer]), new Error('a bug'), undefined]) {
    expect(isAway(error)).toBe(false)
  }
})
