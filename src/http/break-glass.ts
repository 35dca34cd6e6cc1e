import type { FastifyInstance } from 'fastify'
import { recordOf } from './audit.ts'
import type { HttpDeps } from './deps.ts'

/**
 * Counts each call of the break-glass key, whatever its route records in the audit trail, and whether it was let in or
 * refused: one entry per call and minute, and a metric that an alert watches.
 */
export function noteBreakGlass(app: FastifyInstance, deps: HttpDeps): void {
  app.addHook('onResponse', async (request, reply) => {
    const principal = request.told?.principal ?? request.principal
    if (!principal?.isBreakGlass) return
    deps.metrics.breakGlass.inc()
    const outcome = reply.statusCode < 400 ? 'succeeded' : reply.statusCode === 403 ? 'refused' : 'failed'
    deps.auditGroups.count({ ...recordOf(request, deps, principal), action: 'break_glass.used', outcome, details: {} })
  })
}
