import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox'
import { changeRole, invitePerson, listPeople, type Person, removePerson } from '../../access/people.ts'
import { momentOf } from '../../ledger/row.ts'
import { Failure } from '../../platform/errors.ts'
import { recordChange, tellAudit } from '../audit.ts'
import { principalOf } from '../authentication.ts'
import type { HttpDeps } from '../deps.ts'
import { problems } from '../problem.ts'

const TextOrNull = Type.Union([Type.String(), Type.Null()])
const MomentOrNull = Type.Union([Type.String({ format: 'date-time' }), Type.Null()])
const PersonSchema = Type.Object(
  {
    id: Type.String({ format: 'uuid' }),
    tenant_id: Type.String(),
    issuer: TextOrNull,
    subject: Type.Union([Type.String(), Type.Null()], { description: 'Null for one who has not signed in' }),
    email: TextOrNull,
    name: Type.String(),
    role: Type.String(),
    status: Type.String({
      enum: ['active', 'invited', 'expired', 'deactivated'],
      description: 'expired: an invitation not taken in time; deactivated: by the provider (SCIM)',
    }),
    created_at: Type.String({ format: 'date-time' }),
    invited_by: TextOrNull,
    invited_until: MomentOrNull,
    last_sign_in_at: MomentOrNull,
  },
  { title: 'Person' },
)
const IdSchema = Type.Object({ id: Type.String({ format: 'uuid' }) })
const RoleName = Type.String({ minLength: 1, maxLength: 50, description: 'One of GET /analytics/roles' })

const momentOrNull = (text: string | null) => text && momentOf(text)
const shown = (person: Person) => ({
  ...person,
  created_at: momentOf(person.created_at),
  invited_until: momentOrNull(person.invited_until),
  last_sign_in_at: momentOrNull(person.last_sign_in_at),
})

const noPerson = (id: string) => new Failure('not_found', `There is no person ${id}.`)
const lastAdmin = () => new Failure('last_admin', 'Make another person an admin first, who has signed in.')

/** People who have signed in to the caller's tenant or were invited to it. */
export const peopleRoutes =
  (deps: HttpDeps): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get('/analytics/people', {
      config: { scope: 'admin', audit: 'people.listed' },
      schema: {
        operationId: 'listPeople',
        tags: ['Administration'],
        summary: 'The people who have signed in or were invited',
        response: { 200: Type.Object({ people: Type.Array(PersonSchema) }), ...problems() },
      },
      handler: async (request) => {
        const people = await listPeople(deps.db, principalOf(request).tenantId)
        tellAudit(request, { details: { people: people.length } })
        return { people: people.map(shown) }
      },
    })

    app.post('/analytics/people', {
      config: { scope: 'admin', audit: { change: 'person.invited' } },
      schema: {
        operationId: 'invitePerson',
        tags: ['Administration'],
        summary: 'Invite a person by e-mail address, who then signs in by the provider; again, to renew an invitation',
        body: Type.Object({
          email: Type.String({ maxLength: 254, pattern: '^[^\\s@]+@[^\\s@]+$' }),
          role: RoleName,
          expires_in_hours: Type.Integer({ minimum: 1, maximum: 30 * 24, default: 7 * 24 }),
        }),
        response: { 201: PersonSchema, ...problems(409, 422) },
      },
      handler: async (request, reply) => {
        const { email, role, expires_in_hours: hours } = request.body
        const { tenantId, name: by } = principalOf(request)
        const until = new Date(deps.now() + hours * 3_600_000).toISOString()
        const wanted = { tenantId, email, role, until, by }
        const person = await invitePerson(deps.db, wanted, deps.operatorTenant, recordChange(deps, request))
        return reply.code(201).send(shown(person))
      },
    })

    app.put('/analytics/people/:id', {
      config: { scope: 'admin', audit: { change: 'person.role_changed' } },
      schema: {
        operationId: 'changePerson',
        tags: ['Administration'],
        summary: 'Give a person another role, which holds at once; the last admin keeps theirs',
        params: IdSchema,
        body: Type.Object({ role: RoleName }),
        response: { 200: PersonSchema, ...problems(404, 409, 422) },
      },
      handler: async (request) => {
        const { id } = request.params
        const { role } = request.body
        const { tenantId } = principalOf(request)
        const wanted = { tenantId, id, role }
        const changed = await changeRole(deps.db, wanted, deps.operatorTenant, recordChange(deps, request))
        if (changed === 'unknown') throw noPerson(id)
        if (changed === 'last admin') throw lastAdmin()
        deps.people.forget()
        return shown(changed)
      },
    })

    app.delete('/analytics/people/:id', {
      config: { scope: 'admin', audit: { change: 'person.removed' } },
      schema: {
        operationId: 'removePerson',
        tags: ['Administration'],
        summary: 'Remove a person and end their sessions; the last admin stays',
        params: IdSchema,
        response: { 204: Type.Null({ description: 'Removed' }), ...problems(404, 409, 422) },
      },
      handler: async (request, reply) => {
        const { id } = request.params
        const removed = await removePerson(deps.db, principalOf(request).tenantId, id, recordChange(deps, request))
        if (removed === 'unknown') throw noPerson(id)
        if (removed === 'last admin') throw lastAdmin()
        deps.people.forget()
        deps.sessions.forget()
        return reply.code(204).send(null)
      },
    })
  }
