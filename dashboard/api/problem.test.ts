import { expect, test } from 'vitest'
import { asProblem, Problem, problemOf } from './problem.ts'

function response(body: string, init: ResponseInit): Response {
  const it = new Response(body, init)
  Object.defineProperty(it, 'url', { value: 'http://pocm.test/analytics/query' })
  return it
}

test('a problem is shown as the service reports it', async () => {
  const problem = await problemOf(
    response(JSON.stringify({ code: 'too_many_requests', title: 'The service takes no more', detail: 'Wait.' }), {
      status: 429,
      headers: { 'content-type': 'application/problem+json', 'retry-after': '7' },
    }),
  )
  expect(problem).toMatchObject({ code: 'too_many_requests', status: 429, detail: 'Wait.', retryAfterSeconds: 7 })
})

test("a proxy's error page is reported by its status", async () => {
  const problem = await problemOf(
    response('<h1>Bad gateway</h1>', { status: 502, headers: { 'content-type': 'text/html' } }),
  )
  expect(problem).toMatchObject({
    code: 'http_502',
    detail: 'The answer to /analytics/query has status 502.',
    retryAfterSeconds: null,
  })
})

test('a fault of the page itself keeps its cause', () => {
  const cause = new TypeError('x is undefined')
  expect(asProblem(cause)).toMatchObject({ code: 'page_failed', detail: 'x is undefined', cause })
  const known = new Problem({ code: 'a', status: 400, title: 'b', detail: 'c' })
  expect(asProblem(known)).toBe(known)
})
