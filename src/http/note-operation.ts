import { randomUUID } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import type { OperationCall } from '../service-metrics/batch-operations.ts'
import { principalOf } from './authentication.ts'
import type { HttpDeps } from './deps.ts'

/** Notes what a call did with many events, under its caller's name. */
export function noteOperation(
  { operations }: Pick<HttpDeps, 'operations'>,
  request: FastifyRequest,
  { id = randomUUID(), ...done }: Omit<OperationCall, 'tenantId' | 'actor' | 'id'> & { id?: string | undefined },
): void {
  const { tenantId, name } = principalOf(request)
  operations.note({ ...done, id, tenantId, actor: name })
}
