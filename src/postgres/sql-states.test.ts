import { expect, test } from 'vitest'
import { isCollision, isDiskFull, isRefusal, isTransient, lacksPartition } from './sql-states.ts'

const error = (code: string | undefined, message = 'it failed') =>
  Object.assign(new Error(message), code === undefined ? {} : { code })

test.each(['08006', '40P01', '53300', '57P01', 'ECONNREFUSED', 'ENOENT'])('%s passes by itself', (code) => {
  expect(isTransient(error(code))).toBe(true)
})

test.each(['22P02', '23505', '42601', 'ENOSPC', '403', '53', 'FST_ERR_VALIDATION'])('%s does not', (code) => {
  expect(isTransient(error(code))).toBe(false)
})

test.each([
  'Connection terminated unexpectedly',
  'timeout exceeded when trying to connect',
  'Query read timeout',
  'Client has encountered a connection error and is not queryable',
])('"%s" is a lost connection', (message) => {
  expect(isTransient(error(undefined, message))).toBe(true)
  expect(isTransient(error(undefined, 'undefined is not a function'))).toBe(false)
})

test('collisions, refusals, a full disk and a missing partition are distinguished', () => {
  expect([isCollision(error('40P01')), isRefusal(error('22P02')), isRefusal(error('23505'))]).toEqual([
    true,
    true,
    true,
  ])
  expect([isDiskFull(error('53100')), isCollision(error('23505')), isRefusal(error('40001'))]).toEqual([
    true,
    false,
    false,
  ])
  expect(lacksPartition(error('23514', 'no partition of relation "events" found for row'))).toBe(true)
  expect(lacksPartition(error('23514', 'new row violates check constraint'))).toBe(false)
})
