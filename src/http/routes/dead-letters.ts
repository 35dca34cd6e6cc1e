import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import type { Operation } from 'rfc6902'
import { type Replayed, replayLetters } from '../../ingest/replay.ts'
import { findLetters, groupLetters, type LetterGroup, type StoredLetter } from '../../ledger/dead-letters.ts'
import { momentOf } from '../../ledger/row.ts'
import { tellAudit } from '../audit.ts'
import { principalOf } from '../authentication.ts'
import type { HttpDeps } from '../deps.ts'
import { noteOperation } from '../note-operation.ts'
import { problems } from '../problem.ts'

const MomentSchema = Type.String({ format: 'date-time' })
const OrNull = (schema: ReturnType<typeof Type.String>) => Type.Union([schema, Type.Null()])
const FlawsSchema = Type.Array(Type.Object({ path: Type.String(), message: Type.String() }))
const filters = {
  cause: Type.Optional(Type.String()),
  type: Type.Optional(Type.String()),
  producer: Type.Optional(Type.String()),
  from: Type.Optional(Type.String({ format: 'date-time', description: 'When the letter died, included' })),
  to: Type.Optional(Type.String({ format: 'date-time', description: 'When the letter died, not included' })),
}
const cursor = Type.Optional(Type.String({ format: 'uuid', description: 'next_cursor of the page before' }))
const nextCursor = Type.Union([Type.String({ format: 'uuid' }), Type.Null()], {
  description: 'Ask again with it until it is null; a page is bounded in bytes too',
})
/** Sealed bytes of the letters of one answer, together; base64 makes a third more of them. */
const mostBytes = 8 * 1024 * 1024

const LetterSchema = Type.Object({
  id: Type.String({ format: 'uuid' }),
  cause: Type.String(),
  errors: FlawsSchema,
  bytes: Type.String({ description: 'What was sent, in base64' }),
  is_erased: Type.Boolean({ description: 'The key of its person was destroyed, and the bytes are gone' }),
  topic: Type.String(),
  partition: Type.Integer(),
  offset: Type.String({ description: 'Decimal digits' }),
  written_at: MomentSchema,
  type: OrNull(Type.String()),
  producer: OrNull(Type.String()),
  tries: Type.Integer(),
  died_at: MomentSchema,
  tried_at: MomentSchema,
  event_id: OrNull(Type.String({ format: 'uuid' })),
  replayed_at: OrNull(MomentSchema),
})
const GroupSchema = Type.Object({
  cause: Type.String(),
  type: OrNull(Type.String()),
  producer: OrNull(Type.String()),
  letters: Type.Integer(),
  first_at: MomentSchema,
  last_at: MomentSchema,
})
const OperationSchema = Type.Object(
  { op: Type.String({ enum: ['add', 'remove', 'replace', 'move', 'copy', 'test'] }), path: Type.String() },
  { additionalProperties: true, description: 'An operation of a JSON Patch (RFC 6902)' },
)
const ReplayedSchema = Type.Object({
  id: Type.String({ format: 'uuid' }),
  status: Type.String({ enum: ['valid', 'accepted', 'duplicate', 'rejected'] }),
  event_id: OrNull(Type.String({ format: 'uuid' })),
  reason: OrNull(Type.String()),
  errors: FlawsSchema,
})

async function shown(deps: HttpDeps, letter: StoredLetter) {
  const bytes = await deps.letters.open(letter)
  const { type, producer } = await deps.letters.facts(letter)
  return {
    id: letter.id,
    cause: letter.cause,
    errors: [...letter.detail],
    bytes: bytes?.toString('base64') ?? '',
    is_erased: bytes === undefined,
    ...{ topic: letter.topic, partition: letter.partition, offset: letter.offset },
    ...{ type, producer, tries: letter.tries, event_id: letter.event_id },
    written_at: momentOf(letter.written_at),
    died_at: momentOf(letter.died_at),
    tried_at: momentOf(letter.tried_at),
    replayed_at: letter.replayed_at && momentOf(letter.replayed_at),
  }
}

async function shownGroup(deps: HttpDeps, group: LetterGroup) {
  const { type, producer } = await deps.letters.facts(group)
  const { cause, letters, first_at, last_at } = group
  return { ...{ cause, type, producer, letters }, first_at: momentOf(first_at), last_at: momentOf(last_at) }
}

/** Whether a replay changes what was sent, and keeps it. */
function isMended({ body }: FastifyRequest): boolean {
  const { mapping, dry_run: dryRun } = body as { mapping: readonly unknown[]; dry_run: boolean }
  return mapping.length > 0 && !dryRun
}

const countOf = (replayed: readonly Replayed[], status: Replayed['status']) =>
  replayed.filter((it) => it.status === status).length

/** Dead letters of the caller's tenant: look, mend, replay. The operator's tenant also has those without a tenant. */
export const deadLetterRoutes =
  (deps: HttpDeps): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get('/analytics/dlq', {
      config: { scope: 'admin', audit: 'dlq.read' },
      schema: {
        operationId: 'listDeadLetters',
        tags: ['Operation'],
        summary: 'What could not be taken, grouped by cause, with the oldest letters',
        querystring: Type.Object({
          ...filters,
          all: Type.Boolean({ default: false, description: 'Those that were replayed too' }),
          limit: Type.Integer({ minimum: 0, maximum: 1_000, default: 50 }),
          cursor,
        }),
        response: {
          200: Type.Object({
            total: Type.Integer(),
            groups: Type.Array(GroupSchema),
            letters: Type.Array(LetterSchema),
            next_cursor: nextCursor,
          }),
          ...problems(422, 503),
        },
      },
      handler: async (request) => {
        const { limit, cursor, ...narrowed } = request.query
        const { tenantId } = principalOf(request)
        const stored = deps.letters.stored(tenantId, { ...narrowed, after: cursor })
        const groups = await groupLetters(deps.db, tenantId, { ...stored, after: undefined })
        const letters = await findLetters(deps.db, tenantId, stored, limit, mostBytes)
        tellAudit(request, { details: { letters: letters.length } })
        return {
          total: groups.reduce((sum, group) => sum + group.letters, 0),
          groups: await Promise.all(groups.map((group) => shownGroup(deps, group))),
          letters: await Promise.all(letters.map((letter) => shown(deps, letter))),
          next_cursor: limit === 0 ? null : (letters.at(-1)?.id ?? null),
        }
      },
    })

    app.post('/analytics/dlq/replay', {
      config: { scope: 'admin', signed: { when: isMended, needsReason: true }, audit: 'dlq.replay' },
      schema: {
        operationId: 'replayDeadLetters',
        tags: ['Operation'],
        summary: 'Try dead letters again, mended by a mapping; a replay doubles nothing',
        body: Type.Object({
          ...filters,
          ids: Type.Optional(Type.Array(Type.String({ format: 'uuid' }), { maxItems: 1_000 })),
          mapping: Type.Array(OperationSchema, { default: [], maxItems: 100 }),
          dry_run: Type.Boolean({ default: false }),
          limit: Type.Integer({ minimum: 1, maximum: 1_000, default: 1_000 }),
          cursor,
        }),
        response: {
          200: Type.Object({
            dry_run: Type.Boolean(),
            valid: Type.Integer(),
            accepted: Type.Integer(),
            duplicates: Type.Integer(),
            rejected: Type.Integer(),
            results: Type.Array(ReplayedSchema),
            next_cursor: nextCursor,
          }),
          ...problems(422, 429, 503, 507),
        },
      },
      handler: async (request) => {
        const startedAt = deps.now()
        const { mapping, dry_run: dryRun, limit, cursor, ...narrowed } = request.body
        const principal = principalOf(request)
        const { tenantId } = principal
        const asked = {
          tenantId,
          filters: { ...narrowed, after: cursor },
          mapping: mapping as unknown as Operation[],
          dryRun,
          limit,
        }
        const results = await replayLetters(deps, asked)
        const counts = {
          valid: countOf(results, 'valid'),
          accepted: countOf(results, 'accepted'),
          duplicates: countOf(results, 'duplicate'),
          rejected: countOf(results, 'rejected'),
        }
        const { valid: _, ...told } = counts
        if (!dryRun) noteOperation(deps, request, { kind: 'replay', startedAt, ...told })
        tellAudit(request, {
          action: 'dlq.replay',
          details: {
            ...narrowed,
            dry_run: dryRun,
            operations: mapping.length,
            ...counts,
          },
        })
        return {
          dry_run: dryRun,
          ...counts,
          results: results.map((it) => ({ ...it, errors: [...it.errors] })),
          next_cursor: results.at(-1)?.id ?? null,
        }
      },
    })
  }
