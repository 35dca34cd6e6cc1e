import { expect, test } from 'vitest'
import { request, startServiceForTest } from './service.ts'

test('failed credentials are slowed down, and a valid one keeps working meanwhile', async () => {
  const own = await startServiceForTest({ POCM_LOG_LEVEL: 'fatal' })
  expect((await own.call('GET', '/analytics/events?limit=1')).status).toBe(200)
  const tries = await Promise.all(
    Array.from({ length: 30 }, (_, n) =>
      request(own.url, 'POST', '/auth/sign-in', { api_key: `guess-${n}` }, { authorization: '' }),
    ),
  )
  const last = await request(own.url, 'POST', '/auth/sign-in', { api_key: 'guess' }, { authorization: '' })
  expect([last.status, last.body.code]).toEqual([429, 'too_many_requests'])
  expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(0)
  expect(tries.filter(({ status }) => status === 401).length).toBeGreaterThan(0)

  for (let round = 0; round < 12; round++) {
    await Promise.all(
      Array.from({ length: 100 }, (_, n) =>
        request(own.url, 'GET', '/analytics/events', undefined, { authorization: `Bearer guess-${round}-${n}` }),
      ),
    )
  }
  const guess = await request(own.url, 'GET', '/analytics/events', undefined, { authorization: 'Bearer guess' })
  expect(guess.status).toBe(429)
  expect((await own.call('GET', '/analytics/events?limit=1')).status).toBe(200)
})

test('how many may fail is a setting', async () => {
  const own = await startServiceForTest({
    POCM_FAILED_SIGN_INS: '2',
    POCM_FAILED_CREDENTIALS: '3',
    POCM_LOG_LEVEL: 'fatal',
  })
  const fail = async (method: string, path: string, body: object | undefined, authorization: string) =>
    (await request(own.url, method, path, body, { authorization })).status
  const signIns = [1, 2, 3].map((n) => () => fail('POST', '/auth/sign-in', { api_key: `guess-${n}` }, ''))
  const calls = [1, 2, 3, 4].map((n) => () => fail('GET', '/analytics/tenant', undefined, `Bearer guess-${n}`))
  const statuses: number[] = []
  for (const tried of [...signIns, ...calls]) statuses.push(await tried())
  expect(statuses).toEqual([401, 401, 429, 401, 401, 401, 429])
})
