import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox'
import {
  type ApiKey,
  createApiKey,
  isReservedName,
  listApiKeys,
  revokeApiKey,
  rotateApiKey,
} from '../../access/api-keys.ts'
import { type AskedKey, flawsOf, refuseMoreScopes } from '../../access/key-restrictions.ts'
import { type Scope, scopes } from '../../access/principal.ts'
import { momentOf } from '../../ledger/row.ts'
import { Failure } from '../../platform/errors.ts'
import { recordChange } from '../audit.ts'
import { principalOf } from '../authentication.ts'
import type { HttpDeps } from '../deps.ts'
import { problems } from '../problem.ts'

const ScopesSchema = Type.Array(Type.String({ enum: [...scopes] }), { minItems: 1, uniqueItems: true })
const MomentOrNull = Type.Union([Type.String({ format: 'date-time' }), Type.Null()])
const ListOrNull = (description: string) => Type.Union([Type.Array(Type.String()), Type.Null()], { description })
const ApiKeySchema = Type.Object({
  id: Type.String({ format: 'uuid' }),
  tenant_id: Type.String(),
  name: Type.String(),
  prefix: Type.String(),
  scopes: Type.Array(Type.String()),
  created_at: Type.String({ format: 'date-time' }),
  revoked_at: MomentOrNull,
  expires_at: MomentOrNull,
  last_used_at: Type.Union([Type.String({ format: 'date-time' }), Type.Null()], { description: 'To the minute' }),
  allowed_origins: ListOrNull('Origins of the pages that may use it; null for any client'),
  allowed_types: ListOrNull('Event types that it may send; null for all'),
  allowed_ips: ListOrNull('Addresses and networks that it may be used from; null for all'),
  created_by: Type.Union([Type.String(), Type.Null()], { description: 'The name of who made it' }),
  previous_until: Type.Union([Type.String({ format: 'date-time' }), Type.Null()], {
    description: 'Until when the secret of before its rotation holds beside the new one; null where it does not',
  }),
  service_account_id: Type.Union([Type.String({ format: 'uuid' }), Type.Null()], {
    description: 'The service account that it belongs to, whose role bounds its scopes, and with which it ends',
  }),
})
export const ShownOnceSchema = Type.Object({ ...ApiKeySchema.properties, key: Type.String() })
const IdSchema = Type.Object({ id: Type.String({ format: 'uuid' }) })

export const restrictionProperties = {
  allowed_origins: Type.Optional(
    Type.Array(Type.String({ maxLength: 300 }), {
      ...{ minItems: 1, maxItems: 50, uniqueItems: true },
      description: 'Origins of pages that carry the key, such as https://shop.example: it then only sends events',
    }),
  ),
  allowed_types: Type.Optional(
    Type.Array(Type.String({ maxLength: 100 }), {
      ...{ minItems: 1, maxItems: 100, uniqueItems: true },
      description: 'Event types that it may send',
    }),
  ),
  allowed_ips: Type.Optional(
    Type.Array(Type.String({ maxLength: 50 }), {
      ...{ minItems: 1, maxItems: 100, uniqueItems: true },
      description: 'Addresses and networks (CIDR) that it may be used from',
    }),
  ),
}

const momentOrNull = (text: string | null) => text && momentOf(text)
const listOrNull = (list: readonly string[] | null) => list && [...list]

export const shown = <Key extends ApiKey>(key: Key) => ({
  ...key,
  scopes: [...key.scopes],
  created_at: momentOf(key.created_at),
  revoked_at: momentOrNull(key.revoked_at),
  expires_at: momentOrNull(key.expires_at),
  last_used_at: momentOrNull(key.last_used_at),
  previous_until: momentOrNull(key.previous_until),
  allowed_origins: listOrNull(key.allowed_origins),
  allowed_types: listOrNull(key.allowed_types),
  allowed_ips: listOrNull(key.allowed_ips),
})

/** @throws Failure invalid_request */
export function checkWish(
  { name, expires_at: expiresAt, ...asked }: AskedKey & { name: string; expires_at?: string },
  { catalogue, now }: Pick<HttpDeps, 'catalogue' | 'now'>,
): void {
  const isOver = expiresAt !== undefined && Date.parse(expiresAt) <= now()
  const errors = [
    ...(isReservedName(name) ? [{ path: '/name', message: 'is a name that the service gives itself' }] : []),
    ...(isOver ? [{ path: '/expires_at', message: 'must be in the future' }] : []),
    ...flawsOf(asked, catalogue),
  ]
  if (errors.length > 0) throw new Failure('invalid_request', 'No such key can be made.', { errors })
}

/** API keys of the caller's tenant. */
export const apiKeyRoutes =
  (deps: HttpDeps): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get('/analytics/api-keys', {
      config: { scope: 'admin', audit: { none: 'settings' } },
      schema: {
        operationId: 'listApiKeys',
        tags: ['Administration'],
        summary: 'List the API keys',
        response: { 200: Type.Object({ api_keys: Type.Array(ApiKeySchema) }), ...problems() },
      },
      handler: async (request) => {
        await deps.keyRing.writeUses()
        return { api_keys: (await listApiKeys(deps.db, principalOf(request).tenantId)).map(shown) }
      },
    })

    app.post('/analytics/api-keys', {
      config: { scope: 'admin', audit: { change: 'api_key.created' } },
      schema: {
        operationId: 'createApiKey',
        tags: ['Administration'],
        summary: 'Make an API key; the key is shown this once',
        body: Type.Object({
          name: Type.String({ minLength: 1, maxLength: 100, description: 'Gets a number where a key has it already' }),
          scopes: ScopesSchema,
          expires_at: Type.Optional(Type.String({ format: 'date-time', description: 'From then on it is not valid' })),
          ...restrictionProperties,
        }),
        response: { 201: ShownOnceSchema, ...problems(422) },
      },
      handler: async (request, reply) => {
        const { name, expires_at: expiresAt, scopes: asked, ...restrictions } = request.body
        const scopes = asked as Scope[]
        const maker = principalOf(request)
        refuseMoreScopes(maker, scopes)
        checkWish({ ...request.body, scopes }, deps)
        const wanted = {
          ...{ tenantId: maker.tenantId, name, scopes, expiresAt, createdBy: maker.name },
          restrictions: {
            allowedOrigins: restrictions.allowed_origins,
            allowedTypes: restrictions.allowed_types,
            allowedIps: restrictions.allowed_ips,
          },
        }
        const made = await createApiKey(deps.db, wanted, recordChange(deps, request))
        deps.keyRing.forget()
        return reply.code(201).send(shown(made))
      },
    })

    app.post('/analytics/api-keys/:id/rotate', {
      config: { scope: 'admin', audit: { change: 'api_key.rotated' } },
      schema: {
        operationId: 'rotateApiKey',
        tags: ['Administration'],
        summary: 'Give an API key a new secret, which is shown this once; the old one holds for a while beside it',
        params: IdSchema,
        body: Type.Object({
          grace_seconds: Type.Integer({
            ...{ minimum: 0, maximum: 30 * 86_400, default: 86_400 },
            description: 'For how long the old secret still holds, and sessions that it bought; 0 ends them at once',
          }),
        }),
        response: { 200: ShownOnceSchema, ...problems(404, 422) },
      },
      handler: async (request) => {
        const { id } = request.params
        const { grace_seconds: graceSeconds } = request.body
        const { tenantId } = principalOf(request)
        const rotated = await rotateApiKey(deps.db, tenantId, id, graceSeconds, recordChange(deps, request))
        if (rotated === 'unknown') throw new Failure('not_found', `There is no key ${id} to rotate.`)
        if (rotated === 'configured') {
          throw new Failure('invalid_request', 'This key is set by POCM_ADMIN_KEY: change it there, and start again.')
        }
        deps.keyRing.forget()
        deps.sessions.forget()
        return shown(rotated)
      },
    })

    app.delete('/analytics/api-keys/:id', {
      config: { scope: 'admin', audit: { change: 'api_key.revoked' } },
      schema: {
        operationId: 'revokeApiKey',
        tags: ['Administration'],
        summary: 'Revoke an API key',
        params: IdSchema,
        response: { 204: Type.Null({ description: 'Revoked' }), ...problems(404, 409, 422) },
      },
      handler: async (request, reply) => {
        const { id } = request.params
        const outcome = await revokeApiKey(deps.db, principalOf(request).tenantId, id, recordChange(deps, request))
        if (outcome === 'unknown') throw new Failure('not_found', `There is no key ${id} to revoke.`)
        if (outcome === 'last admin') {
          throw new Failure('last_admin', 'Make another key with the scope admin first; it must not expire.')
        }
        deps.keyRing.forget()
        deps.sessions.forget()
        return reply.code(204).send(null)
      },
    })
  }
