import { request as requestPlain } from 'node:http'
import { request as requestSecure } from 'node:https'
import type { LookupFunction } from 'node:net'
import { isIP } from 'node:net'
import { isPublic, resolvePublic } from '../platform/addresses.ts'
import { Failure } from '../platform/errors.ts'

/** What one attempt takes at most from the connection to the answer; the look-up of a name ends by the system's limit. */
const mostMs = 10_000

/**
 * Checks an address before the first delivery: HTTPS, no password, no private literal.
 * @param allowPrivate whether it may be plain HTTP, and lie in a private network
 * @throws Failure invalid_request
 */
export function checkUrl(text: string, allowPrivate: boolean): void {
  const url = URL.parse(text)
  const host = url?.hostname.replace(/^\[|\]$/g, '') ?? ''
  const message =
    url === null || !['https:', ...(allowPrivate ? ['http:'] : [])].includes(url.protocol)
      ? 'must be a URL that begins with https:'
      : url.username !== '' || url.password !== ''
        ? 'must not hold a name or password'
        : !allowPrivate && isIP(host) !== 0 && !isPublic(host)
          ? 'must not lead to a private address'
          : undefined
  if (message === undefined) return
  throw new Failure('invalid_request', `The webhook ${message}.`, { errors: [{ path: '/webhook_url', message }] })
}

/**
 * Posts JSON to an address that was checked, and connects to no other. A redirect is not followed: it would lead past the
 * check. @returns the status of the answer, whose body is not read
 * @throws Error where there is no way there, no answer in ten seconds, or an address that is not public
 */
export async function post(
  text: string,
  body: string,
  headers: Readonly<Record<string, string>>,
  allowPrivate: boolean,
): Promise<number> {
  checkUrl(text, allowPrivate)
  const url = new URL(text)
  const addresses = await resolvePublic(url.hostname, allowPrivate)
  const signal = AbortSignal.timeout(mostMs)
  const lookup: LookupFunction = (_host, { all }, answer) => {
    const [first] = addresses
    if (all === true) answer(null, [...addresses])
    else answer(null, first?.address ?? '', first?.family)
  }
  const request = url.protocol === 'https:' ? requestSecure : requestPlain
  const length = String(Buffer.byteLength(body))
  const sent = {
    'content-type': 'application/json',
    'content-length': length,
    'user-agent': 'pocm-analytics',
    ...headers,
  }
  return new Promise((resolve, reject) => {
    const asked = request(url, { method: 'POST', headers: sent, lookup, agent: false, signal }, (response) => {
      response.destroy()
      resolve(response.statusCode ?? 0)
    })
    asked.on('error', reject)
    asked.end(body)
  })
}
