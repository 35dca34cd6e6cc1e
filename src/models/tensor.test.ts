import { expect, test } from 'vitest'
import { parseExact, stringifyExact } from './exact-json.ts'
import { readTensor } from './tensor.ts'

const read = (datatype: string, data: unknown, isAnswer = false) =>
  readTensor({ name: 'x', datatype, shape: [1], data: [data] }, '', isAnswer)

test.each([
  ['UINT8', 255, 256],
  ['UINT8', 0, -1],
  ['INT8', -128, -129],
  ['INT16', 32_767, 32_768],
  ['UINT32', 4_294_967_295, 4_294_967_296],
  ['INT32', -2_147_483_648, -2_147_483_649],
  ['INT64', 9_223_372_036_854_775_807n, 9_223_372_036_854_775_808n],
  ['UINT64', 18_446_744_073_709_551_615n, 18_446_744_073_709_551_616n],
  ['INT64', '-9223372036854775808', '1.5'],
  ['FP16', 65_504, 65_536],
  ['FP32', 3.4e38, 3.5e38],
  ['FP64', 1e308, 'NaN'],
  ['BOOL', true, 1],
  ['BYTES', '', 1],
  ['INT32', 1, 1.5],
])('%s takes %s and not %s', (datatype, good, bad) => {
  expect(read(datatype, good)).toMatchObject({ datatype })
  expect(read(datatype, bad)).toEqual([{ path: '/data/0', message: `is no ${datatype}` }])
})

test('a missing number is one of an answer only', () => {
  expect(read('FP64', null)).toHaveLength(1)
  expect(read('FP64', null, true)).toMatchObject({ data: [null] })
})

test('nested data are read row by row, whatever the depth', () => {
  const data = [
    [[1], [2], [3]],
    [[4], [5], [6]],
  ]
  expect(readTensor({ name: 'x', datatype: 'INT8', shape: [2, 3, 1], data }, '')).toMatchObject({
    data: [1, 2, 3, 4, 5, 6],
  })
  expect(readTensor({ name: 'x', datatype: 'INT8', shape: [3, 2, 1], data }, '')).toMatchObject([{ path: '/data' }])
  expect(readTensor({ name: 'x', datatype: 'INT8', shape: [0, 4], data: [] }, '')).toMatchObject({ data: [] })
})

test('JSON with long numbers keeps their digits, and stays what it was', () => {
  const text = '{"a":[9007199254740993,1e300,0.1,12345678901234567890],"b":"9007199254740993"}'
  const value = parseExact(text) as { a: unknown[] }
  expect(value.a).toEqual([9007199254740993n, BigInt(1e300), 0.1, 12345678901234567890n])
  expect(read('FP64', value.a[1])).toMatchObject({ data: [1e300] })
  expect(stringifyExact({ a: [9007199254740993n, 1] })).toBe('{"a":[9007199254740993,1]}')
})
