import { type FastifyPluginAsyncTypebox, type Static, Type } from '@fastify/type-provider-typebox'
import { createApiKey } from '../../access/api-keys.ts'
import { refuseMoreScopes } from '../../access/key-restrictions.ts'
import { isPermitted, type Scope, scopes } from '../../access/principal.ts'
import {
  type AccountWish,
  changeAccount,
  createAccount,
  findAccountRole,
  listAccounts,
  revokeAccount,
  type ServiceAccount,
} from '../../access/service-accounts.ts'
import { momentOf } from '../../ledger/row.ts'
import { Failure } from '../../platform/errors.ts'
import { recordChange } from '../audit.ts'
import { principalOf } from '../authentication.ts'
import type { HttpDeps } from '../deps.ts'
import { problems } from '../problem.ts'
import { checkWish, restrictionProperties, ShownOnceSchema, shown as shownKey } from './api-keys.ts'

const MomentOrNull = (description: string) =>
  Type.Union([Type.String({ format: 'date-time' }), Type.Null()], { description })
const wishProperties = {
  name: Type.String({ minLength: 1, maxLength: 100 }),
  description: Type.String({ minLength: 1, maxLength: 500, description: 'What it is for' }),
  owner: Type.String({
    ...{ maxLength: 254, pattern: '^[^\\s@]+@[^\\s@]+$' },
    description: 'The e-mail address of the person who answers for it',
  }),
  role: Type.String({ minLength: 1, maxLength: 50, description: 'One of GET /analytics/roles, other than operator' }),
}
const ClientId = Type.Union([Type.String({ minLength: 1, maxLength: 255 }), Type.Null()], {
  description:
    'The OAuth client (`client_id` or `azp`) of the issuer of bearer JWTs that it is; null where it has API keys alone',
})
const WishSchema = Type.Object({
  ...wishProperties,
  client_id: Type.Optional(ClientId),
  expires_at: Type.Optional(MomentOrNull('From then on none of its credentials holds; null for good')),
})
const AccountSchema = Type.Object(
  {
    id: Type.String({ format: 'uuid' }),
    tenant_id: Type.String(),
    ...wishProperties,
    owner_is_active: Type.Boolean({ description: 'Whether a person of this address may sign in to the tenant today' }),
    client_id: ClientId,
    status: Type.String({ enum: ['active', 'expired'] }),
    expires_at: MomentOrNull('When all its credentials end'),
    created_at: Type.String({ format: 'date-time' }),
    created_by: Type.String(),
    last_used_at: MomentOrNull('By a bearer JWT or an API key of it, to the minute'),
    api_keys: Type.Integer({ description: 'How many API keys of it hold' }),
  },
  { title: 'ServiceAccount' },
)
const IdSchema = Type.Object({ id: Type.String({ format: 'uuid' }) })

const momentOrNull = (text: string | null) => text && momentOf(text)
const shown = (account: ServiceAccount) => ({
  ...account,
  created_at: momentOf(account.created_at),
  expires_at: momentOrNull(account.expires_at),
  last_used_at: momentOrNull(account.last_used_at),
})

const noAccount = (id: string) => new Failure('not_found', `There is no service account ${id}.`)

/** @throws Failure invalid_request for a name that the service gives itself, and an end in the past */
function wishOf(body: Static<typeof WishSchema>, deps: HttpDeps): AccountWish {
  const { name, description, owner, role, client_id = null, expires_at = null } = body
  checkWish({ name, scopes: [], ...(expires_at !== null && { expires_at }) }, deps)
  return { name, description, owner, role, client_id, expires_at }
}

/** Service accounts of the caller's tenant: programs with a role, an owner, an end, and credentials of their own. */
export const serviceAccountRoutes =
  (deps: HttpDeps): FastifyPluginAsyncTypebox =>
  async (app) => {
    const forget = () => {
      deps.keyRing.forget()
      deps.accounts.forget()
    }

    app.get('/analytics/service-accounts', {
      config: { scope: 'admin', audit: { none: 'settings' } },
      schema: {
        operationId: 'listServiceAccounts',
        tags: ['Administration'],
        summary: 'The service accounts that were not revoked',
        response: { 200: Type.Object({ service_accounts: Type.Array(AccountSchema) }), ...problems() },
      },
      handler: async (request) => {
        await deps.keyRing.writeUses()
        const accounts = await listAccounts(deps.db, principalOf(request).tenantId)
        return { service_accounts: accounts.map(shown) }
      },
    })

    app.post('/analytics/service-accounts', {
      config: { scope: 'admin', audit: { change: 'service_account.created' } },
      schema: {
        operationId: 'createServiceAccount',
        tags: ['Administration'],
        summary: 'Make a service account: a program with a role and credentials of its own',
        body: WishSchema,
        response: { 201: AccountSchema, ...problems(409, 422) },
      },
      handler: async (request, reply) => {
        const { tenantId, name: by } = principalOf(request)
        const wanted = { tenantId, by, wish: wishOf(request.body, deps), operatorTenant: deps.operatorTenant }
        const made = await createAccount(deps.db, wanted, recordChange(deps, request))
        forget()
        return reply.code(201).send(shown(made))
      },
    })

    app.put('/analytics/service-accounts/:id', {
      config: { scope: 'admin', audit: { change: 'service_account.changed' } },
      schema: {
        operationId: 'changeServiceAccount',
        tags: ['Administration'],
        summary: 'Change a service account; its role holds at once for all its credentials',
        params: IdSchema,
        body: WishSchema,
        response: { 200: AccountSchema, ...problems(404, 409, 422) },
      },
      handler: async (request) => {
        const { id } = request.params
        const { tenantId } = principalOf(request)
        const wanted = { tenantId, id, wish: wishOf(request.body, deps), operatorTenant: deps.operatorTenant }
        const changed = await changeAccount(deps.db, wanted, recordChange(deps, request))
        if (changed === 'unknown') throw noAccount(id)
        forget()
        return shown(changed)
      },
    })

    app.delete('/analytics/service-accounts/:id', {
      config: { scope: 'admin', audit: { change: 'service_account.revoked' } },
      schema: {
        operationId: 'revokeServiceAccount',
        tags: ['Administration'],
        summary: 'Revoke a service account with all its credentials',
        params: IdSchema,
        response: { 204: Type.Null({ description: 'Revoked' }), ...problems(404, 422) },
      },
      handler: async (request, reply) => {
        const { id } = request.params
        const { tenantId } = principalOf(request)
        if ((await revokeAccount(deps.db, tenantId, id, recordChange(deps, request))) === 'unknown') throw noAccount(id)
        forget()
        return reply.code(204).send(null)
      },
    })

    app.post('/analytics/service-accounts/:id/api-keys', {
      config: { scope: 'admin', audit: { change: 'api_key.created' } },
      schema: {
        operationId: 'createServiceAccountKey',
        tags: ['Administration'],
        summary: 'Make an API key of a service account; the key is shown this once, and ends with the account',
        params: IdSchema,
        body: Type.Object({
          name: Type.String({ minLength: 1, maxLength: 100, description: 'Gets a number where a key has it already' }),
          scopes: Type.Optional(
            Type.Array(Type.String({ enum: [...scopes] }), {
              ...{ minItems: 1, uniqueItems: true },
              description: "Of those of the account's role; without them all of those",
            }),
          ),
          expires_at: Type.Optional(Type.String({ format: 'date-time' })),
          allowed_types: restrictionProperties.allowed_types,
          allowed_ips: restrictionProperties.allowed_ips,
        }),
        response: { 201: ShownOnceSchema, ...problems(404, 422) },
      },
      handler: async (request, reply) => {
        const { id } = request.params
        const { name, expires_at: expiresAt, allowed_types, allowed_ips } = request.body
        const maker = principalOf(request)
        const role = await findAccountRole(deps.db, maker.tenantId, id)
        if (role === undefined) throw noAccount(id)
        const wanted = (request.body.scopes as Scope[] | undefined) ?? role.scopes
        const beyond = wanted.filter((scope) => !isPermitted({ scopes: role.scopes }, scope))
        if (beyond.length > 0) {
          const message = `must be of the role ${role.role}: ${role.scopes.join(', ')}`
          throw new Failure('invalid_request', 'No such key can be made.', { errors: [{ path: '/scopes', message }] })
        }
        refuseMoreScopes(maker, wanted)
        const asked = { name, scopes: wanted, allowed_types, allowed_ips }
        checkWish({ ...asked, ...(expiresAt !== undefined && { expires_at: expiresAt }) }, deps)
        const made = await createApiKey(
          deps.db,
          {
            ...{ tenantId: maker.tenantId, name, scopes: wanted, expiresAt, createdBy: maker.name, accountId: id },
            restrictions: { allowedTypes: allowed_types, allowedIps: allowed_ips },
          },
          recordChange(deps, request),
        )
        forget()
        return reply.code(201).send(shownKey(made))
      },
    })
  }
