import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox'
import { changeView, deleteView, listViews, type SavedView, saveView } from '../../notes/saved-views.ts'
import { recordChange, tellAudit } from '../audit.ts'
import { principalOf } from '../authentication.ts'
import type { HttpDeps } from '../deps.ts'
import { problems } from '../problem.ts'

const NewViewSchema = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 100 }),
  path: Type.String({ pattern: '^/([\\w-]+(/[\\w-]+)*)?$', maxLength: 200, description: 'Of a page: /payments' }),
  search: Type.String({ maxLength: 4_000, default: '', description: 'The query of the address: country=ES' }),
  shared: Type.Boolean({ default: false, description: 'Whether the whole tenant sees it' }),
})
const ViewSchema = Type.Object(
  {
    id: Type.String({ format: 'uuid' }),
    ...NewViewSchema.properties,
    owner: Type.String(),
    mine: Type.Boolean(),
    created_at: Type.String({ format: 'date-time' }),
  },
  { title: 'SavedView' },
)
const IdSchema = Type.Object({ id: Type.String({ format: 'uuid' }) })

/** Views that people save: one's own, and those that others of the tenant share. */
export const savedViewRoutes =
  (deps: HttpDeps): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get('/analytics/views', {
      config: { scope: 'analytics:read', audit: { none: 'settings' } },
      schema: {
        operationId: 'listViews',
        tags: ['Notes'],
        summary: 'The views that the caller saved, and those that others share',
        response: { 200: Type.Object({ views: Type.Array(ViewSchema) }), ...problems() },
      },
      handler: async (request) => ({ views: await listViews(deps.db, principalOf(request)) }),
    })

    app.post('/analytics/views', {
      config: { scope: 'analytics:write', writes: true, audit: { change: 'view.shared' } },
      schema: {
        operationId: 'saveView',
        tags: ['Notes'],
        summary: 'Save a page with its filters under a name',
        body: NewViewSchema,
        response: { 201: ViewSchema, ...problems(422) },
      },
      handler: async (request, reply) => {
        const view = await saveView(deps.db, principalOf(request), request.body, recordChange(deps, request))
        tellAudit(request, told(view))
        return reply.code(201).send(view)
      },
    })

    app.put('/analytics/views/:id', {
      config: { scope: 'analytics:write', audit: { change: 'view.shared' } },
      schema: {
        operationId: 'changeView',
        tags: ['Notes'],
        summary: 'Change a view; only its owner or an admin may',
        params: IdSchema,
        body: NewViewSchema,
        response: { 200: ViewSchema, ...problems(404, 422) },
      },
      handler: async (request) => {
        const record = recordChange(deps, request)
        const view = await changeView(deps.db, principalOf(request), request.params.id, request.body, record)
        tellAudit(request, told(view))
        return view
      },
    })

    app.delete('/analytics/views/:id', {
      config: { scope: 'analytics:write', audit: { change: 'view.deleted' } },
      schema: {
        operationId: 'deleteView',
        tags: ['Notes'],
        summary: 'Delete a view; only its owner or an admin may',
        params: IdSchema,
        response: { 204: Type.Null({ description: 'Deleted' }), ...problems(404, 422) },
      },
      handler: async (request, reply) => {
        const view = await deleteView(deps.db, principalOf(request), request.params.id, recordChange(deps, request))
        tellAudit(request, told(view))
        return reply.code(204).send(null)
      },
    })
  }

/** What the trail says; a private view concerns its owner alone and is not recorded at all. */
const told = ({ shared }: SavedView) => (shared ? {} : ({ isSilent: true } as const))
