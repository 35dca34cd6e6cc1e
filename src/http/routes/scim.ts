import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { recordChange, tellAudit } from '../audit.ts'
import { principalOf } from '../authentication.ts'
import { baseUrlOf } from '../base-url.ts'
import type { HttpDeps } from '../deps.ts'
import { readJson } from '../read-body.ts'
import { receiveBodies } from '../receive.ts'
import { scimError, scimPath, scimType } from '../scim-error.ts'
import { defaultResources, foldFilter, mostResources, type ScimCall, scim } from '../scim-resources.ts'

const bodyBytes = 1024 * 1024

const text = (maxLength: number, description: string) => Type.Optional(Type.String({ maxLength, description }))
const attributes = {
  attributes: text(1_000, 'Of each resource only these, separated by commas'),
  excludedAttributes: text(1_000, 'Of each resource all but these'),
}
const OneSchema = Type.Object(attributes)
const ListSchema = Type.Object({
  ...attributes,
  filter: text(2_000, 'RFC 7644, section 3.4.2.2, such as `userName eq "ana@clinic.example"`'),
  sortBy: text(100, 'An attribute'),
  sortOrder: Type.Optional(Type.String({ enum: ['ascending', 'descending'] })),
  startIndex: Type.Optional(Type.Integer({ description: 'From 1 on' })),
  count: Type.Optional(Type.Integer({ description: `At most ${mostResources}; ${defaultResources} without it` })),
})
const IdSchema = Type.Object({ id: Type.String({ maxLength: 200 }) })

const ResourceSchema = Type.Object(
  { schemas: Type.Array(Type.String()) },
  { title: 'ScimResource', additionalProperties: true, description: 'As GET /scim/v2/Schemas describes it' },
)
const BodySchema = Type.Object(
  {},
  {
    title: 'ScimBody',
    additionalProperties: true,
    description: 'A resource, or for PATCH a PatchOp (RFC 7644, 3.5.2)',
  },
)
const body = { content: { [scimType]: { schema: BodySchema }, 'application/json': { schema: BodySchema } } }
const answer = { description: 'RFC 7644', content: { [scimType]: { schema: ResourceSchema } } }

/** `schemas` is of every resource (RFC 7643, section 3), whichever attributes were asked for. */
const schemasOf = ({ meta }: { meta?: { resourceType?: string } }, { url }: FastifyRequest) => {
  const isGroup = meta?.resourceType === 'Group' || url.startsWith(`${scimPath}/Groups`)
  return [isGroup ? scim.Schemas.Group.id : scim.Schemas.User.id]
}

type Query = Readonly<Record<string, string | number>>

/** Provisioning by SCIM 2.0 (RFC 7643, RFC 7644): people, and groups that give them roles. */
export const scimRoutes =
  (deps: HttpDeps): FastifyPluginAsyncTypebox =>
  async (app) => {
    receiveBodies(app, [scimType, 'application/json'], bodyBytes, (bytes) => readJson(bytes, 'application/json'))
    const roles = { mapped: deps.groupRoles, operatorTenant: deps.operatorTenant }
    const callOf = (request: FastifyRequest, action?: string): ScimCall => ({
      ...{ db: deps.db, tenantId: principalOf(request).tenantId, roles },
      record: recordChange(deps, request, action),
    })

    /**
     * Runs a request of a client; refusals of the protocol are answered in its form, and all other errors as
     * everywhere.
     */
    async function run(
      request: FastifyRequest,
      reply: FastifyReply,
      call: ScimCall,
      act: () => Promise<unknown>,
      status = 200,
    ): Promise<never> {
      reply.type(scimType)
      try {
        const found = await act()
        if (found === undefined) return reply.removeHeader('content-type').code(204).send() as never
        const base = baseUrlOf(request, deps.publicUrl)
        const absolute = JSON.parse(JSON.stringify(found), (key, value) =>
          (key === 'location' || key === '$ref') && String(value).startsWith(scimPath) ? base + value : value,
        )
        for (const resource of absolute.Resources ?? [absolute]) resource.schemas ??= schemasOf(resource, request)
        if (status === 201) reply.header('location', absolute.meta?.location)
        return reply.code(status).send(absolute) as never
      } catch (error) {
        if (call.failed !== undefined) throw call.failed
        if (error instanceof scim.Types.Error) {
          const { status: code, scimType: kind, message } = error as Error & { status: number; scimType?: string }
          return reply.code(code).send(scimError(code, message, kind ? { scimType: kind } : {})) as never
        }
        // The messages of the library check what a client sent, and say so by a TypeError.
        if (error instanceof TypeError && /scimmy/.test(error.stack?.split('\n')[1] ?? '')) {
          return reply.code(400).send(scimError(400, error.message, { scimType: 'invalidValue' })) as never
        }
        throw error
      }
    }

    const paged = ({ count = defaultResources, startIndex = 1, filter, ...rest }: Query) => ({
      ...rest,
      ...(filter !== undefined && { filter: foldFilter(String(filter)) }),
      count: Math.min(Math.max(Number(count), 0), mostResources),
      startIndex: Math.max(Number(startIndex), 1),
    })
    const forget = () => {
      deps.people.forget()
      deps.sessions.forget()
    }

    /** RFC 7644, section 3.4.3. */
    function search(request: FastifyRequest, reply: FastifyReply, types: readonly unknown[]) {
      const call = callOf(request)
      const { count = defaultResources, filter, ...rest } = request.body as Query
      const asked = {
        ...rest,
        ...(filter !== undefined && { filter: foldFilter(String(filter)) }),
        count: typeof count === 'number' ? Math.min(Math.max(count, 0), mostResources) : count,
      }
      return run(request, reply, call, () =>
        new scim.Messages.SearchRequest(asked as never).apply(types as never, call),
      )
    }
    app.post(`${scimPath}/.search`, {
      config: { scope: 'people:provision', audit: 'people.listed' },
      schema: {
        ...{
          operationId: 'scimSearch',
          tags: ['Provisioning'],
          summary: 'SCIM: people and groups, by a search in the body',
        },
        ...{ body, response: { 200: answer } },
      },
      handler: (request, reply) => search(request, reply, [scim.Resources.User, scim.Resources.Group]),
    })

    const discovery = [
      ['ServiceProviderConfig', () => new scim.Resources.ServiceProviderConfig().read()],
      ['ResourceTypes', (id?: string) => new scim.Resources.ResourceType(id as string).read()],
      ['Schemas', (id?: string) => new scim.Resources.Schema(id as string).read()],
    ] as const
    for (const [name, read] of discovery) {
      const config = { scope: 'people:provision', audit: { none: 'of no tenant' } } as const
      const schema = { tags: ['Provisioning'], response: { 200: answer } }
      app.get(`${scimPath}/${name}`, {
        config,
        schema: { ...schema, operationId: `scim${name}`, summary: `SCIM: ${name}` },
        handler: (request, reply) => run(request, reply, callOf(request), () => read()),
      })
      if (name === 'ServiceProviderConfig') continue
      app.get(`${scimPath}/${name}/:id`, {
        config,
        schema: { ...schema, operationId: `scim${name}One`, summary: `SCIM: one of ${name}`, params: IdSchema },
        handler: (request, reply) =>
          run(request, reply, callOf(request), () => read((request.params as { id: string }).id)),
      })
    }

    const resources = [
      {
        name: 'Users',
        one: 'User',
        Resource: scim.Resources.User,
        listed: 'people.listed',
        changed: 'person.provisioned',
        deleted: 'person.removed',
      },
      {
        name: 'Groups',
        one: 'Group',
        Resource: scim.Resources.Group,
        listed: 'groups.listed',
        changed: 'group.provisioned',
        deleted: 'group.deleted',
      },
    ] as const
    for (const { name, one, Resource, listed, changed, deleted } of resources) {
      const path = `${scimPath}/${name}`
      const tags = ['Provisioning']
      const open = (id: string | undefined, query: Query) =>
        new (Resource as typeof scim.Resources.User)(id as string, query as never)
      app.get(path, {
        config: { scope: 'people:provision', audit: listed },
        schema: {
          ...{ operationId: `scimList${name}`, tags, summary: `SCIM: ${name}, by filter and page` },
          ...{ querystring: ListSchema, response: { 200: answer } },
        },
        handler: (request, reply) => {
          const call = callOf(request)
          return run(request, reply, call, async () => {
            const found = await open(undefined, paged(request.query as Query)).read(call)
            tellAudit(request, {
              details: { [name.toLowerCase()]: (found as { totalResults?: number }).totalResults ?? 0 },
            })
            return found
          })
        },
      })
      app.post(path, {
        config: { scope: 'people:provision', audit: { change: changed } },
        schema: {
          ...{ operationId: `scimCreate${one}`, tags, summary: `SCIM: make a ${one}` },
          ...{ querystring: OneSchema, body, response: { 201: answer } },
        },
        handler: (request, reply) => {
          const call = callOf(request)
          return run(
            ...([
              request,
              reply,
              call,
              () => open(undefined, request.query as Query).write(request.body, call),
            ] as const),
            201,
          )
        },
      })
      app.post(`${path}/.search`, {
        config: { scope: 'people:provision', audit: listed },
        schema: {
          ...{ operationId: `scimSearch${name}`, tags, summary: `SCIM: ${name}, by a search in the body` },
          ...{ body, response: { 200: answer } },
        },
        handler: (request, reply) => search(request, reply, [Resource]),
      })
      app.get(`${path}/:id`, {
        config: { scope: 'people:provision', audit: listed },
        schema: {
          ...{ operationId: `scimGet${one}`, tags, summary: `SCIM: one ${one}`, params: IdSchema },
          ...{ querystring: OneSchema, response: { 200: answer } },
        },
        handler: (request, reply) => {
          const call = callOf(request)
          const { id } = request.params as { id: string }
          return run(request, reply, call, () => open(id, request.query as Query).read(call))
        },
      })
      for (const method of ['PUT', 'PATCH'] as const) {
        app.route({
          method,
          url: `${path}/:id`,
          config: { scope: 'people:provision', audit: { change: changed } },
          schema: {
            operationId: `scim${method === 'PUT' ? 'Replace' : 'Patch'}${one}`,
            ...{ tags, summary: `SCIM: ${method === 'PUT' ? 'replace' : 'change'} a ${one}`, params: IdSchema },
            ...{ querystring: OneSchema, body, response: { 200: answer } },
          },
          handler: (request, reply) => {
            const call = callOf(request)
            const { id } = request.params as { id: string }
            return run(request, reply, call, async () => {
              const resource = open(id, request.query as Query)
              const written =
                method === 'PUT'
                  ? await resource.write(request.body, call)
                  : await resource.patch(request.body as never, call)
              forget()
              // A patch that changes nothing is answered by what there is.
              return written ?? (await open(id, {}).read(call))
            })
          },
        })
      }
      app.delete(`${path}/:id`, {
        config: { scope: 'people:provision', audit: { change: deleted } },
        schema: {
          ...{ operationId: `scimDelete${one}`, tags, summary: `SCIM: delete a ${one}`, params: IdSchema },
          response: { 204: Type.Null({ description: 'Deleted' }) },
        },
        handler: (request, reply) => {
          const call = callOf(request)
          const { id } = request.params as { id: string }
          return run(request, reply, call, async () => {
            await open(id, {}).dispose(call)
            forget()
          })
        },
      })
    }
  }
