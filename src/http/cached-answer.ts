import type { FastifyRequest } from 'fastify'
import { principalOf } from './authentication.ts'
import type { HttpDeps } from './deps.ts'

/**
 * Answers a panel's question: from what was worked out in the last second for others, unless the viewer says
 * `Cache-Control: no-cache`. An answer is as good as the tenant, what is asked and what this process has written since.
 * @param asked all that the answer depends on beside these; the path of the call distinguishes kinds of questions
 */
export function cachedAnswer<Answer extends { meta: { elapsed_ms: number } }>(
  { answerCache, warehouse }: HttpDeps,
  request: FastifyRequest,
  asked: readonly unknown[],
  ask: (tenantId: string) => Promise<Answer>,
): Promise<Answer> {
  const { tenantId } = principalOf(request)
  if (request.headers['cache-control']?.includes('no-cache')) return ask(tenantId)
  return answerCache.answer([request.routeOptions.url, tenantId, ...asked, warehouse.writes()], () => ask(tenantId))
}
