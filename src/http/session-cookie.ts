import type { FastifyReply, FastifyRequest } from 'fastify'

const plainName = 'pocm_session'
// The browser takes a cookie of this name over TLS alone, for this host alone and all of it: no page of a sibling host can
// leave one here. https://www.rfc-editor.org/rfc/rfc6265 and its successor, "Cookie Name Prefixes"
const secureName = '__Host-pocm_session'

const options = { path: '/', httpOnly: true, sameSite: 'strict' } as const

const pendingName = 'pocm_sign_in'
const securePendingName = '__Host-pocm_sign_in'
/** It has to come back with the provider's redirection, which is of another site. */
const pendingOptions = { path: '/', httpOnly: true, sameSite: 'lax' } as const

/** The sign-in that a browser has begun. */
export const pendingCookieOf = (request: FastifyRequest): string | undefined =>
  request.cookies[request.isSecure ? securePendingName : pendingName]

export function givePending(
  request: FastifyRequest,
  reply: FastifyReply,
  sealed: string,
  seconds: number,
): FastifyReply {
  const [name, secure] = request.isSecure ? [securePendingName, true] : [pendingName, false]
  return reply.setCookie(name, sealed, { ...pendingOptions, secure, maxAge: seconds })
}

export function takePending(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const [name, secure] = request.isSecure ? [securePendingName, true] : [pendingName, false]
  return reply.clearCookie(name, { ...pendingOptions, secure })
}

/** The session that a browser brought. Over TLS only the name that no other host can set is read. */
export const sessionCookieOf = (request: FastifyRequest): string | undefined =>
  request.cookies[secureName] ?? (request.isSecure ? undefined : request.cookies[plainName])

/** Leaves a session with the browser until a moment (seconds since 1970). */
export function giveSession(request: FastifyRequest, reply: FastifyReply, token: string, until: number): FastifyReply {
  // Behind TLS the cookie stays behind TLS; on plain loopback a Secure cookie would never come back.
  const [name, secure] = request.isSecure ? [secureName, true] : [plainName, false]
  return reply.setCookie(name, token, { ...options, secure, expires: new Date(until * 1_000) })
}

export function takeSession(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  reply.clearCookie(plainName, options)
  return request.isSecure ? reply.clearCookie(secureName, { ...options, secure: true }) : reply
}
