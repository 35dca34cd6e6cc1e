import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox'
import { type Scope, scopes } from '../../access/principal.ts'
import { deleteRole, listRoles, writeRole } from '../../access/roles.ts'
import { Failure } from '../../platform/errors.ts'
import { recordChange } from '../audit.ts'
import { principalOf } from '../authentication.ts'
import type { HttpDeps } from '../deps.ts'
import { problems } from '../problem.ts'

const RoleSchema = Type.Object(
  {
    name: Type.String(),
    scopes: Type.Array(Type.String({ enum: [...scopes] })),
    personal_types: Type.Union([Type.Array(Type.String()), Type.Null()], {
      description: 'The event types whose protected values personal:read opens; null for all',
    }),
    built_in: Type.Boolean({ description: 'Whether it is one of every tenant, and cannot be changed' }),
  },
  { title: 'Role' },
)
const NameSchema = Type.Object({ name: Type.String({ pattern: '^[a-z][a-z0-9_-]{0,49}$' }) })
/** A role of a tenant's own is less than an admin: only one role, by one name, may do everything. */
const grantable = scopes.filter((scope) => scope !== 'admin')

/** Roles of people and service accounts: those of every tenant, and those that the caller's tenant made. */
export const roleRoutes =
  (deps: HttpDeps): FastifyPluginAsyncTypebox =>
  async (app) => {
    /** People, and credentials of service accounts, have what their role is now. */
    const forget = () => {
      deps.people.forget()
      deps.keyRing.forget()
      deps.accounts.forget()
    }

    app.get('/analytics/roles', {
      config: { scope: 'admin', audit: 'roles.listed' },
      schema: {
        operationId: 'listRoles',
        tags: ['Administration'],
        summary: 'The roles that people and service accounts may have',
        response: { 200: Type.Object({ roles: Type.Array(RoleSchema) }), ...problems() },
      },
      handler: async (request) => {
        const roles = await listRoles(deps.db, principalOf(request).tenantId)
        return {
          roles: roles.map(({ name, scopes, personalTypes, built_in }) => ({
            ...{ name, built_in, scopes: [...scopes] },
            personal_types: personalTypes === undefined ? null : [...personalTypes],
          })),
        }
      },
    })

    app.put('/analytics/roles/:name', {
      config: { scope: 'admin', audit: { change: 'role.changed' } },
      schema: {
        operationId: 'writeRole',
        tags: ['Administration'],
        summary: "Make or change a role of the tenant's own",
        params: NameSchema,
        body: Type.Object({
          scopes: Type.Array(Type.String({ enum: [...grantable] }), { minItems: 1, uniqueItems: true }),
        }),
        response: { 200: RoleSchema, ...problems(422) },
      },
      handler: async (request) => {
        const { name } = request.params
        const wanted = request.body.scopes as Scope[]
        await writeRole(deps.db, principalOf(request).tenantId, name, wanted, recordChange(deps, request))
        forget()
        return { name, scopes: wanted, personal_types: null, built_in: false }
      },
    })

    app.delete('/analytics/roles/:name', {
      config: { scope: 'admin', audit: { change: 'role.deleted' } },
      schema: {
        operationId: 'deleteRole',
        tags: ['Administration'],
        summary: "Delete an unassigned role of the tenant's own",
        params: NameSchema,
        response: { 204: Type.Null({ description: 'Deleted' }), ...problems(404, 409, 422) },
      },
      handler: async (request, reply) => {
        const { name } = request.params
        const outcome = await deleteRole(deps.db, principalOf(request).tenantId, name, recordChange(deps, request))
        if (outcome === 'unknown') throw new Failure('not_found', `This tenant has no role ${name} of its own.`)
        if (outcome === 'in use')
          throw new Failure('role_in_use', 'Give the people and service accounts that have it another role first.')
        return reply.code(204).send(null)
      },
    })
  }
