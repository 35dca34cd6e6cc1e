import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox'
import {
  type AnnotationKind,
  annotationKinds,
  changeAnnotation,
  deleteAnnotation,
  writeAnnotation,
} from '../../notes/annotations.ts'
import { recordChange } from '../audit.ts'
import { principalOf } from '../authentication.ts'
import type { HttpDeps } from '../deps.ts'
import { problems } from '../problem.ts'

const OrNull = (schema: ReturnType<typeof Type.String>) => Type.Union([schema, Type.Null()])
const MomentSchema = Type.String({ format: 'date-time' })
const linkPattern = '^/([\\w-]+(/[\\w-]+)*)?(\\?.*)?$'
const words = {
  at: MomentSchema,
  title: Type.String({ minLength: 1, maxLength: 200 }),
  text: Type.String({ maxLength: 4_000, default: '' }),
  kind: Type.String({ enum: [...annotationKinds], default: 'note' }),
}
const NewAnnotationSchema = Type.Object({
  ...words,
  until: Type.Optional(OrNull(MomentSchema)),
  link: Type.Optional(
    OrNull(Type.String({ pattern: linkPattern, maxLength: 4_000, description: 'A page: /lots?lot=…' })),
  ),
})
const AnnotationSchema = Type.Object(
  {
    id: Type.String({ format: 'uuid' }),
    ...words,
    until: OrNull(MomentSchema),
    by_itself: Type.Boolean({ description: 'Whether it follows from events, and was not written by a user' }),
    author: OrNull(Type.String()),
    link: OrNull(Type.String()),
  },
  { title: 'Annotation' },
)
const IdSchema = Type.Object({ id: Type.String({ format: 'uuid' }) })

const noteOf = (body: {
  at: string
  until?: string | null
  title: string
  text: string
  kind: string
  link?: string | null
}) => ({ ...body, kind: body.kind as AnnotationKind, until: body.until ?? null, link: body.link ?? null })

/** What happened, on every chart: what people note, and recalls, firmwares and stockouts by themselves. */
export const annotationRoutes =
  (deps: HttpDeps): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get('/analytics/annotations', {
      config: { scope: 'analytics:read', audit: { grouped: 'annotations.read' } },
      schema: {
        operationId: 'listAnnotations',
        tags: ['Notes'],
        summary:
          'What happened in a range, by time: written by people, and recalls, firmwares and stockouts by themselves',
        description: 'Of what people wrote the newest 500, of each kind that follows from events the newest 100.',
        querystring: Type.Object({
          from: Type.String({ maxLength: 40 }),
          to: Type.String({ maxLength: 40 }),
          timezone: Type.Optional(Type.String({ maxLength: 64 })),
        }),
        response: { 200: Type.Object({ annotations: Type.Array(AnnotationSchema) }), ...problems(422, 503) },
      },
      handler: async (request) => ({
        annotations: await deps.annotations(principalOf(request).tenantId, request.query),
      }),
    })

    app.post('/analytics/annotations', {
      config: { scope: 'analytics:write', writes: true, audit: { change: 'annotation.written' } },
      schema: {
        operationId: 'annotate',
        tags: ['Notes'],
        summary: 'Note what happened at a moment, or for a while; the whole tenant sees it',
        body: NewAnnotationSchema,
        response: { 201: AnnotationSchema, ...problems(422) },
      },
      handler: async (request, reply) => {
        const record = recordChange(deps, request)
        const note = await writeAnnotation(deps.db, principalOf(request), noteOf(request.body), record)
        return reply.code(201).send(note)
      },
    })

    app.put('/analytics/annotations/:id', {
      config: { scope: 'analytics:write', audit: { change: 'annotation.changed' } },
      schema: {
        operationId: 'changeAnnotation',
        tags: ['Notes'],
        summary: 'Change what was noted; only its author or an admin may',
        params: IdSchema,
        body: NewAnnotationSchema,
        response: { 200: AnnotationSchema, ...problems(404, 422) },
      },
      handler: async (request) => {
        const { id } = request.params
        return changeAnnotation(deps.db, principalOf(request), id, noteOf(request.body), recordChange(deps, request))
      },
    })

    app.delete('/analytics/annotations/:id', {
      config: { scope: 'analytics:write', audit: { change: 'annotation.deleted' } },
      schema: {
        operationId: 'deleteAnnotation',
        tags: ['Notes'],
        summary: 'Delete what was noted; only its author or an admin may',
        params: IdSchema,
        response: { 204: Type.Null({ description: 'Deleted' }), ...problems(404, 422) },
      },
      handler: async (request, reply) => {
        await deleteAnnotation(deps.db, principalOf(request), request.params.id, recordChange(deps, request))
        return reply.code(204).send(null)
      },
    })
  }
