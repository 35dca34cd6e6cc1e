import type { FastifyRequest } from 'fastify'
import { Failure } from '../platform/errors.ts'

/**
 * Refuses a WebSocket that a page of another site opens with our cookie: browsers send it along and ask nobody, as they
 * would for a request (cross-site WebSocket hijacking). Who brings a credential of its own is no such page.
 * @throws Failure forbidden
 */
export function refuseForeignPages({ headers, host, ws }: FastifyRequest): void {
  if (!ws || headers.authorization !== undefined) return
  if (URL.parse(headers.origin ?? '')?.host === host) return
  throw new Failure('forbidden', 'A WebSocket with a session is opened by a page of this service alone.')
}
