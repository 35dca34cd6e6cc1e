import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox'
import { type ApiKey, createApiKey, isReservedName, listApiKeys, revokeApiKey } from '../../access/api-keys.ts'
import { type Scope, scopes } from '../../access/principal.ts'
import { momentOf } from '../../ledger/row.ts'
import { Failure } from '../../platform/errors.ts'
import { tellAudit } from '../audit.ts'
import { principalOf } from '../authentication.ts'
import type { HttpDeps } from '../deps.ts'
import { problems } from '../problem.ts'

const ScopesSchema = Type.Array(Type.String({ enum: [...scopes] }), { minItems: 1, uniqueItems: true })
const MomentOrNull = Type.Union([Type.String({ format: 'date-time' }), Type.Null()])
const ApiKeySchema = Type.Object({
  id: Type.String({ format: 'uuid' }),
  tenant_id: Type.String(),
  name: Type.String(),
  prefix: Type.String(),
  scopes: Type.Array(Type.String()),
  created_at: Type.String({ format: 'date-time' }),
  revoked_at: MomentOrNull,
  expires_at: MomentOrNull,
  last_used_at: MomentOrNull,
})

const momentOrNull = (text: string | null) => text && momentOf(text)

const shown = <Key extends ApiKey>(key: Key) => ({
  ...key,
  scopes: [...key.scopes],
  created_at: momentOf(key.created_at),
  revoked_at: momentOrNull(key.revoked_at),
  expires_at: momentOrNull(key.expires_at),
  last_used_at: momentOrNull(key.last_used_at),
})

/** @throws Failure invalid_request */
function checkWish(name: string, expiresAt: string | undefined, now: number): void {
  const isOver = expiresAt !== undefined && Date.parse(expiresAt) <= now
  const errors = [
    ...(isReservedName(name) ? [{ path: '/name', message: 'is a name that the service gives itself' }] : []),
    ...(isOver ? [{ path: '/expires_at', message: 'must be in the future' }] : []),
  ]
  if (errors.length > 0) throw new Failure('invalid_request', 'No such key can be made.', { errors })
}

/** API keys of the caller's tenant. */
export const apiKeyRoutes =
  (deps: HttpDeps): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get('/analytics/api-keys', {
      config: { scope: 'admin' },
      schema: {
        operationId: 'listApiKeys',
        tags: ['Administration'],
        summary: 'List the API keys',
        response: { 200: Type.Object({ api_keys: Type.Array(ApiKeySchema) }), ...problems() },
      },
      handler: async (request) => ({
        api_keys: (await listApiKeys(deps.db, principalOf(request).tenantId)).map(shown),
      }),
    })

    app.post('/analytics/api-keys', {
      config: { scope: 'admin', audit: 'api_key.created' },
      schema: {
        operationId: 'createApiKey',
        tags: ['Administration'],
        summary: 'Make an API key; the key is shown this once',
        body: Type.Object({
          name: Type.String({ minLength: 1, maxLength: 100, description: 'Gets a number where a key has it already' }),
          scopes: ScopesSchema,
          expires_at: Type.Optional(Type.String({ format: 'date-time', description: 'From then on it is not valid' })),
        }),
        response: { 201: Type.Object({ ...ApiKeySchema.properties, key: Type.String() }), ...problems(422) },
      },
      handler: async (request, reply) => {
        const { name, expires_at: expiresAt } = request.body
        checkWish(name, expiresAt, deps.now())
        const { tenantId } = principalOf(request)
        const made = await createApiKey(deps.db, { tenantId, name, scopes: request.body.scopes as Scope[], expiresAt })
        tellAudit(request, {
          details: { key: made.id, name: made.name, scopes: made.scopes, expires_at: made.expires_at },
        })
        return reply.code(201).send(shown(made))
      },
    })

    app.delete('/analytics/api-keys/:id', {
      config: { scope: 'admin', audit: 'api_key.revoked' },
      schema: {
        operationId: 'revokeApiKey',
        tags: ['Administration'],
        summary: 'Revoke an API key',
        params: Type.Object({ id: Type.String({ format: 'uuid' }) }),
        response: { 204: Type.Null({ description: 'Revoked' }), ...problems(404, 409, 422) },
      },
      handler: async (request, reply) => {
        const { id } = request.params
        const outcome = await revokeApiKey(deps.db, principalOf(request).tenantId, id)
        if (outcome === 'unknown') throw new Failure('not_found', `There is no key ${id} to revoke.`)
        if (outcome === 'last admin') {
          throw new Failure('last_admin', 'Make another key with the scope admin first; it must not expire.')
        }
        deps.keyRing.forget()
        tellAudit(request, { details: { key: id } })
        return reply.code(204).send(null)
      },
    })
  }
