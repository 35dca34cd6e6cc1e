import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox'
import { createApiKey, listApiKeys, revokeApiKey } from '../../access/api-keys.ts'
import { type Scope, scopes } from '../../access/principal.ts'
import { momentOf } from '../../ledger/row.ts'
import { Failure } from '../../platform/errors.ts'
import { principalOf } from '../authentication.ts'
import type { HttpDeps } from '../deps.ts'
import { problems } from '../problem.ts'

const ScopesSchema = Type.Array(Type.String({ enum: [...scopes] }), { minItems: 1, uniqueItems: true })
const ApiKeySchema = Type.Object({
  id: Type.String({ format: 'uuid' }),
  tenant_id: Type.String(),
  name: Type.String(),
  prefix: Type.String(),
  scopes: Type.Array(Type.String()),
  created_at: Type.String({ format: 'date-time' }),
  revoked_at: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]),
})

const shown = <Key extends { created_at: string; revoked_at: string | null; scopes: readonly Scope[] }>(key: Key) => ({
  ...key,
  scopes: [...key.scopes],
  created_at: momentOf(key.created_at),
  revoked_at: key.revoked_at && momentOf(key.revoked_at),
})

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
      config: { scope: 'admin' },
      schema: {
        operationId: 'createApiKey',
        tags: ['Administration'],
        summary: 'Make an API key; the key is shown this once',
        body: Type.Object({ name: Type.String({ minLength: 1, maxLength: 100 }), scopes: ScopesSchema }),
        response: { 201: Type.Object({ ...ApiKeySchema.properties, key: Type.String() }), ...problems(422) },
      },
      handler: async (request, reply) => {
        const { name } = request.body
        const { tenantId } = principalOf(request)
        const made = await createApiKey(deps.db, { tenantId, name, scopes: request.body.scopes as Scope[] })
        return reply.code(201).send(shown(made))
      },
    })

    app.delete('/analytics/api-keys/:id', {
      config: { scope: 'admin' },
      schema: {
        operationId: 'revokeApiKey',
        tags: ['Administration'],
        summary: 'Revoke an API key',
        params: Type.Object({ id: Type.String({ format: 'uuid' }) }),
        response: { 204: Type.Null({ description: 'Revoked' }), ...problems(404, 422) },
      },
      handler: async (request, reply) => {
        const { id } = request.params
        if (!(await revokeApiKey(deps.db, principalOf(request).tenantId, id))) {
          throw new Failure('not_found', `There is no key ${id} to revoke.`)
        }
        deps.keyRing.forget()
        return reply.code(204).send(null)
      },
    })
  }
