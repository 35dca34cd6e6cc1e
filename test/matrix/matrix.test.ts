import { METHODS } from 'node:http'
import type { InjectOptions } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { DeclaredRoute } from '../../src/http/declared-routes.ts'
import { startService } from '../service.ts'
import { type Credential, jwtSecret, makeCredentials } from './credentials.ts'
import {
  falseMoments,
  type Json,
  oddMoments,
  oddValues,
  placesOf,
  sampleOf,
  unsafeTexts,
  valueAt,
  withValue,
} from './samples.ts'

/**
 * Every route that is registered × every credential × every method × what a client may get wrong. Nothing here names a
 * route: what is expected follows from its declaration, and a new route is in the matrix by being registered.
 */
let service: Awaited<ReturnType<typeof startService>>
let routes: DeclaredRoute[]
let credentials: Credential[]
let admin: Credential
beforeAll(async () => {
  service = await startService({ POCM_JWT_SECRET: jwtSecret, POCM_LOG_LEVEL: 'silent' })
  const { app } = service.service
  routes = app.declaredRoutes.filter(({ schema }) => schema !== undefined && 'operationId' in schema)
  credentials = await makeCredentials(service)
  await service.send([...service.service.deps.catalogue.values()].map(({ example }) => example))
  await service.settled()
  admin = credentials.at(-1) as Credential
})
afterAll(() => service.stopAndClean())

let calls = 0
/** One request, from an address of its own: what is limited by address is tested elsewhere. */
async function send(method: string, url: string, more: { headers?: object; payload?: string } = {}) {
  calls += 1
  const remoteAddress = `10.${(calls >> 16) & 255}.${(calls >> 8) & 255}.${calls & 255}`
  const options = { method, url, remoteAddress, ...more } as unknown as InjectOptions
  const answer = await service.service.app.inject(options)
  return { status: answer.statusCode, allow: answer.headers.allow, body: answer.body.slice(0, 300) }
}

const id = '01890a5d-ac96-774b-bcce-b302099a8057'
const ofParameter: Readonly<Record<string, string>> = { type: 'payment', version: '1', lot: 'L-1', consumer: 'unknown' }
const isStream = ({ url }: DeclaredRoute) => url.endsWith('/stream')
/** The address of a route with a value for each parameter. A stream is asked for a place that it never gave, or it would not end. */
const addressOf = (route: DeclaredRoute) =>
  route.url.replaceAll(/:(\w+)/g, (_, name: string) => ofParameter[name] ?? id) +
  (isStream(route) ? '?last_event_id=none' : '')

const json = (payload: unknown) => ({
  headers: { ...admin.headers, 'content-type': 'application/json' },
  payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
})
const takesJson = ({ schema }: DeclaredRoute) => {
  const { content } = (schema?.body ?? {}) as { content?: object }
  return content === undefined || 'application/json' in content
}
const withBody = () => routes.filter(({ schema }) => schema?.body !== undefined)

/** Runs each call and reports all that failed, not the first alone. */
async function failuresOf(cells: Iterable<readonly [string, () => Promise<string | undefined>]>): Promise<string[]> {
  const found: string[] = []
  for (const [name, run] of cells) {
    const why = await run()
    if (why !== undefined) found.push(`${name}: ${why}`)
  }
  return found
}

/** 401, 403, or neither, by what the route declares and nothing else. */
function expectedRefusal(route: DeclaredRoute, credential: Credential): 401 | 403 | undefined {
  const { scope, writes, operator } = route.config
  if (scope === undefined) return undefined
  if (credential.scopes === undefined) return 401
  if (scope !== 'any' && !credential.scopes.includes(scope) && !credential.scopes.includes('admin')) return 403
  const changes = writes === true || ['PUT', 'PATCH', 'DELETE'].includes(route.method)
  if (credential.isVisitor && changes) return 403
  if (operator && !credential.isAtHome) return 403
  return undefined
}

test('there are routes, and each names the scope that it needs or is known to be open', () => {
  const open = routes.filter(({ config }) => config.scope === undefined).map(({ method, url }) => `${method} ${url}`)
  expect(routes.length).toBeGreaterThan(70)
  expect([...new Set(open)].filter((it) => !it.startsWith('HEAD')).sort()).toEqual([
    'GET /.well-known/jwks.json',
    'GET /auth/methods',
    'GET /auth/oidc/callback',
    'GET /auth/oidc/start',
    'GET /health',
    'GET /ready',
    'POST /auth/oidc/backchannel-logout',
    'POST /auth/sign-in',
    'POST /auth/sign-out',
  ])
})

test('every route × every credential is let in or refused as its scope says', async () => {
  // What ends or moves sessions comes last, each call with a session of its own.
  const movesSession = ({ method, url }: DeclaredRoute) => url.startsWith('/auth/') && !['GET', 'HEAD'].includes(method)
  const ordered = [...routes.filter((it) => !movesSession(it)), ...routes.filter(movesSession)]
  const cells = ordered.flatMap((route) =>
    credentials.map(
      (credential) =>
        [
          `${route.method} ${route.url} as ${credential.name}`,
          async () => {
            const headers = (movesSession(route) && (await credential.renew?.())) || credential.headers
            const { status, body } = await send(route.method, addressOf(route), { headers })
            if (status >= 500) return `${status} ${body}`
            const expected = expectedRefusal(route, credential)
            if (expected !== undefined) return status === expected ? undefined : `${status}, not ${expected}`
            // An open route may check a credential of its own: sign-in reads it from the body.
            return route.config.scope !== undefined && (status === 401 || status === 403)
              ? `${status} ${body}`
              : undefined
          },
        ] as const,
    ),
  )
  expect(await failuresOf(cells)).toEqual([])
})

test('every path × every method there is: what it does not know is 405 with its own methods, without a credential too', async () => {
  const paths = Map.groupBy(routes, ({ url }) => url)
  const cells = [...paths].flatMap(([url, known]) =>
    METHODS.filter((method) => method !== 'CONNECT' && !known.some((it) => it.method === method)).map(
      (method) =>
        [
          `${method} ${url}`,
          async () => {
            const { status, allow, body } = await send(method, addressOf(known[0] as DeclaredRoute))
            // Another pattern of the same shape may know the method: DELETE /alerts/firings is DELETE /alerts/{id}.
            const served = status === 401 || status === 404 || status === 422
            const elsewhere = routes.some((it) => it.method === method && it.url !== url && sameShape(it.url, url))
            if (served && elsewhere) return undefined
            if (status !== 405) return `${status} ${body}`
            const methods = [...new Set(known.map((it) => it.method))].sort().join(', ')
            return allow === methods ? undefined : `allows ${allow}, not ${methods}`
          },
        ] as const,
    ),
  )
  expect(await failuresOf(cells)).toEqual([])
})

const sameShape = (pattern: string, url: string) => {
  const [parts, given] = [pattern.split('/'), url.split('/')]
  return parts.length === given.length && parts.every((part, index) => part.startsWith(':') || part === given[index])
}

test('a path that there is not is 404 or 405 by every method', async () => {
  const cells = METHODS.filter((method) => method !== 'CONNECT').flatMap((method) =>
    ['/analytics/nothing', '/analytics', '/%00', '/analytics/%ff', '/*', '/analytics/events/%2e%2e'].map(
      (url) =>
        [
          `${method} ${url}`,
          async () => {
            const { status, body } = await send(method, url)
            return status >= 500 ? `${status} ${body}` : undefined
          },
        ] as const,
    ),
  )
  expect(await failuresOf(cells)).toEqual([])
})

test('a call that takes a body refuses none, null, and what is not of its shape', async () => {
  const none = [undefined, 'null', '[]', '""', '1', 'true', '', '{', '[[]]', '"\\ud800"', 'x=1']
  const cells = withBody().flatMap((route) =>
    none.flatMap((payload) =>
      ['application/json', 'Application/JSON; charset=UTF-8', 'text/plain', undefined].map(
        (type) =>
          [
            `${route.method} ${route.url} with ${payload} as ${type}`,
            async () => {
              const headers = { ...admin.headers, ...(type !== undefined && { 'content-type': type }) }
              const { status, body } = await send(route.method, addressOf(route), {
                headers,
                ...(payload !== undefined && { payload }),
              })
              // An empty batch is a batch.
              const isBatch = route.config.readsBytes && (payload === '[]' || payload === '[[]]') && status === 207
              return isBatch || [400, 415, 422].includes(status) ? undefined : `${status} ${body}`
            },
          ] as const,
      ),
    ),
  )
  expect(await failuresOf(cells)).toEqual([])
})

test('whatever stands at any place of any body, no answer is a failure of the service', async () => {
  const cells = withBody().flatMap((route) => {
    const sample = sampleOf(route.schema?.body as object)
    const places = placesOf(sample)
    return places.flatMap((place) => {
      const here = `${route.method} ${route.url} ${place.join('/')}`
      const isTime = /^\d{4}-\d\d-\d\dT/.test(String(valueAt(sample, place)))
      const isList = Array.isArray(valueAt(sample, place))
      const doubled = isList ? [(valueAt(sample, place) as unknown[]).flatMap((it) => [it, it])] : []
      return [
        ...[...oddValues, ...doubled, ...(isTime ? oddMoments : [])].map(
          (value) =>
            [
              `${here} = ${JSON.stringify(value).slice(0, 60)}`,
              async () => {
                const { status, body } = await send(
                  route.method,
                  addressOf(route),
                  json(withValue(sample, place, value)),
                )
                return status >= 500 ? `${status} ${body}` : undefined
              },
            ] as const,
        ),
        ...[...unsafeTexts, ...(isTime ? falseMoments : [])].map(
          (value) =>
            [
              `${here} = ${JSON.stringify(value)}`,
              async () => {
                const { status, body } = await send(
                  route.method,
                  addressOf(route),
                  json(withValue(sample, place, value)),
                )
                const isRejected = status === 207 && !body.includes('"rejected":0')
                // A form is no JSON, whatever stands in it.
                if (!takesJson(route)) return status === 415 ? undefined : `${status} ${body}`
                return status === 422 || status === 400 || isRejected ? undefined : `${status} ${body}`
              },
            ] as const,
        ),
      ]
    })
  })
  expect(await failuresOf(cells)).toEqual([])
})

interface Properties {
  readonly properties?: Readonly<Record<string, object>>
}

test('whatever stands in any parameter of any address, no answer is a failure of the service', async () => {
  const texts = ['', 'a', '-1', '1e400', '99999999999999999999', 'NaN', "';--", '漢😀', 'x'.repeat(3_000)]
  const asked = routes.filter(({ method }) => method !== 'HEAD')
  const cells = asked.flatMap((route) => {
    const query = route.schema?.querystring as Properties | undefined
    const sample = query === undefined ? {} : (sampleOf(query) as Json)
    const [path = ''] = addressOf(route).split('?')
    const ask = (url: string, name: string) =>
      [
        name,
        async () => {
          const { status, body } = await send(route.method, url, { headers: admin.headers })
          return status >= 500 ? `${status} ${body}` : undefined
        },
      ] as const
    const inQuery = Object.keys(query?.properties ?? {}).flatMap((name) => {
      const isTime = name === 'from' || name === 'to'
      return [...texts, ...unsafeTexts.slice(0, 1), ...(isTime ? [...oddMoments, ...falseMoments] : [])].map(
        (value) => {
          const pairs = Object.entries({ ...sample, [name]: value, ...(isStream(route) && { last_event_id: 'none' }) })
          const url = `${path}?${new URLSearchParams(pairs.map(([key, it]) => [key, String(it)] as [string, string]))}`
          return ask(url, `${route.method} ${route.url} ?${name}=${JSON.stringify(value).slice(0, 60)}`)
        },
      )
    })
    const inPath = [...route.url.matchAll(/:(\w+)/g)].flatMap(([, name]) =>
      [...texts.slice(1), '\u0000', '..', `${id}0`].map((value) => {
        const url = route.url.replaceAll(/:(\w+)/g, (_, other: string) =>
          other === name ? encodeURIComponent(value) : (ofParameter[other] ?? id),
        )
        const end = isStream(route) ? '?last_event_id=none' : ''
        return ask(url + end, `${route.method} ${route.url} :${name}=${JSON.stringify(value).slice(0, 60)}`)
      }),
    )
    const doubled = Object.keys(query?.properties ?? {}).map((name) =>
      ask(`${path}?${name}=1&${name}=2${isStream(route) ? '&last_event_id=none' : ''}`, `${route.url} ?${name} twice`),
    )
    return [...inQuery, ...inPath, ...doubled]
  })
  expect(await failuresOf(cells)).toEqual([])
})

test('a moment means the same at whatever offset it is written', async () => {
  const rate = (valid_from: string, more = '1.5') => ({ currency: 'GBP', valid_from, rate: more })
  const put = (...rates: object[]) => send('PUT', '/analytics/exchange-rates', json({ rates }))
  expect(await put(rate('2026-10-01T10:00:00Z'), rate('2026-10-02t03:00:00+17:00'))).toMatchObject({ status: 422 })
  expect(await put(rate('2026-10-01T10:00:00.000001Z'))).toMatchObject({ status: 422 })
  expect(await put(rate('2026-10-02T03:00:00+17:00'))).toMatchObject({ status: 200 })
  const { body } = await service.call('GET', '/analytics/exchange-rates')
  const pounds = body.rates.filter((it: { currency: string }) => it.currency === 'GBP')
  expect(pounds).toEqual([{ currency: 'GBP', valid_from: '2026-10-01T10:00:00Z', rate: '1.500000000' }])
  for (const from of oddMoments) {
    const { status } = await send('GET', `/analytics/events?from=${encodeURIComponent(from)}`, {
      headers: admin.headers,
    })
    expect(status, from).toBe(200)
  }
  for (const from of falseMoments) {
    const { status } = await send('GET', `/analytics/events?from=${encodeURIComponent(from)}`, {
      headers: admin.headers,
    })
    expect(status, from).toBe(422)
  }
})
