import type { FastifyReply, FastifyRequest } from 'fastify'
import { sessionCookie } from './authentication.ts'

export const cookieOptions = { path: '/', httpOnly: true, sameSite: 'strict' } as const

/** Leaves a session with the browser, for as many seconds or until a moment. */
export function giveSession(
  request: FastifyRequest,
  reply: FastifyReply,
  token: string,
  life: { maxAge: number } | { expires: Date },
): FastifyReply {
  // Behind TLS the cookie stays behind TLS; on plain loopback a Secure cookie would never come back.
  const secure = request.protocol === 'https'
  return reply.setCookie(sessionCookie, token, { ...cookieOptions, secure, ...life })
}
