import type { FastifyRequest } from 'fastify'
import { Failure } from '../platform/errors.ts'
import { sessionCookieOf } from './session-cookie.ts'

const asksOnly = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Whether a request is not shown to come from a page of this service. `Sec-Fetch-Site` cannot be set by a page; browsers
 * that do not send it, or not over plain HTTP, send `Origin` with everything but GET and HEAD
 * (https://fetch.spec.whatwg.org/#append-a-request-origin-header). With a cookie one of the two is required; without
 * one, signing in, a request that has neither comes from no browser.
 */
function isForeign(request: FastifyRequest, publicUrl: string | undefined): boolean {
  const { headers, host } = request
  const site = headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin') return true
  const { origin } = headers
  if (site === 'same-origin') return false
  if (origin === undefined) return sessionCookieOf(request) !== undefined
  const from = URL.parse(origin)
  if (from === null) return true
  return publicUrl !== undefined && from.origin === new URL(publicUrl).origin ? false : from.host !== host
}

/**
 * Refuses what a page of another origin does with our cookie (cross-site request forgery, WebSocket hijacking). Asked for
 * by how a request is authenticated, whatever headers it has besides; another port of this host is another origin, which
 * `SameSite` does not keep off. A WebSocket must say where it comes from, since no preflight stands before it.
 * @throws Failure forbidden
 */
export function refuseForeignPages(request: FastifyRequest, publicUrl: string | undefined): void {
  const { method, headers, ws } = request
  if (!ws && asksOnly.has(method)) return
  if (!isForeign(request, publicUrl) && !(ws && headers.origin === undefined)) return
  throw new Failure(
    'forbidden',
    'With a session only a page of this service may do this: Origin or Sec-Fetch-Site says so.',
  )
}
