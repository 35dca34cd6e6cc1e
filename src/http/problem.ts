import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { Failure, type FailureCode } from '../platform/errors.ts'
import { isTransient, isUnusable } from '../postgres/sql-states.ts'
import { drain } from './receive.ts'
import { asScimError, isScim, scimType } from './scim-error.ts'

export const FlawSchema = Type.Object({ path: Type.String(), message: Type.String() })

/** RFC 9457, with a stable `code`. */
export const ProblemSchema = Type.Object(
  {
    type: Type.String(),
    title: Type.String(),
    status: Type.Integer(),
    code: Type.String(),
    detail: Type.Optional(Type.String()),
    errors: Type.Optional(Type.Array(FlawSchema)),
  },
  { title: 'Problem', description: 'RFC 9457 problem details; `code` is stable' },
)

/** An error of SCIM (RFC 7644, section 3.12). */
const ScimErrorSchema = Type.Object(
  {
    schemas: Type.Array(Type.String()),
    status: Type.String(),
    scimType: Type.Optional(Type.String()),
    detail: Type.String(),
  },
  { title: 'ScimError', description: 'RFC 7644, section 3.12' },
)

export const problemType = 'application/problem+json'

/** What every route that requires a credential may answer: without the ledger no credential can be checked. */
const toAll = [401, 403, 429, 503]

/** The error answers of a route, for its schema. */
export const problems = (...statuses: number[]) =>
  Object.fromEntries(
    [...new Set([...toAll, ...statuses])]
      .sort()
      .map((status) => [status, { description: 'Problem', content: { [problemType]: { schema: ProblemSchema } } }]),
  )

/** The error answers of a call of SCIM. */
export const scimProblems = (...statuses: number[]) =>
  Object.fromEntries(
    [...new Set([...toAll, 400, 404, 409, ...statuses.filter((status) => status !== 422)])]
      .sort()
      .map((status) => [status, { description: 'Error', content: { [scimType]: { schema: ScimErrorSchema } } }]),
  )

export interface Problem {
  readonly status: number
  readonly code: string
  readonly title: string
  readonly detail?: string | undefined
  readonly extra?: Readonly<Record<string, unknown>>
}

/** The body of the answer. */
export const problemOf = ({ status, code, title, detail, extra }: Problem) => ({
  type: `urn:pocm:problem:${code}`,
  title,
  status,
  code,
  ...(detail && { detail }),
  ...extra,
})

export function sendProblem(reply: FastifyReply, problem: Problem | Failure): FastifyReply {
  const { status, code, title, extra } = problem
  const detail = problem instanceof Failure ? problem.message : problem.detail
  if (typeof extra?.retry_after === 'number') reply.header('retry-after', String(extra.retry_after))
  if (status === 401) reply.header('www-authenticate', 'Bearer realm="pocm-analytics"')
  if (isScim(reply.request.url.split('?')[0] ?? '')) {
    const error = asScimError({ status, code, title, detail })
    return reply.code(Number(error.status)).type(scimType).send(error)
  }
  return reply
    .code(status)
    .type(problemType)
    .send(problemOf({ status, code, title, detail, extra: extra ?? {} }))
}

/** An answer names no more flaws than a reader takes in; a body may have one in each of its values. */
const mostErrors = 100

/** The first flaws of very many. */
export const shortened = <T>(errors: readonly T[]): readonly T[] => errors.slice(0, mostErrors)

const ofFastify: Readonly<Record<string, FailureCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'body_too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported_media_type',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'malformed_body',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'malformed_body',
  FST_ERR_CTP_INVALID_JSON_BODY: 'malformed_body',
}

function failureOf(error: FastifyError): Failure | undefined {
  if (error instanceof Failure) return error
  if (error.validation !== undefined) {
    const errors = shortened(error.validation).map(({ instancePath, keyword, params, message = 'is not valid' }) => ({
      path: keyword === 'required' ? `${instancePath}/${params.missingProperty}` : instancePath,
      message: keyword === 'enum' ? `must be one of ${params.allowedValues}` : message,
    }))
    return new Failure('invalid_request', `The ${error.validationContext} is not what this call takes.`, { errors })
  }
  const code = ofFastify[error.code]
  if (code !== undefined) return new Failure(code, error.message)
  if (error instanceof SyntaxError) return new Failure('malformed_body', error.message)
  if (isUnusable(error)) {
    return new Failure('invalid_request', 'A value cannot be stored, or is given twice.', {}, { cause: error })
  }
  if (isTransient(error)) {
    return new Failure('ledger_unavailable', 'Ask again in a moment.', { retry_after: 5 }, { cause: error })
  }
  return undefined
}

const quietMs = 10_000

/**
 * Logs the first failure of a code, and then one every ten seconds: with a store unavailable there may be thousands.
 */
function openFailureLog(): (request: FastifyRequest, failure: Failure) => void {
  const last = new Map<FailureCode, { at: number; unlogged: number }>()
  return (request, failure) => {
    const before = last.get(failure.code)
    if (before !== undefined && Date.now() - before.at < quietMs) {
      before.unlogged += 1
      return
    }
    last.set(failure.code, { at: Date.now(), unlogged: 0 })
    const fields = { err: failure, cause: failure.cause, unlogged: before?.unlogged ?? 0 }
    request.log.warn(fields, 'a request could not be served')
  }
}

/** Named failures are answered as they are; anything else is a bug: logged with its cause, and a plain 500 outside. */
export function answerErrors(app: FastifyInstance): void {
  const logSometimes = openFailureLog()
  app.setErrorHandler(async (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
    const failure = failureOf(error)
    // Fastify would cut a client off that still sends its body, and it would never see why. What it sends is read to
    // its end and thrown away (receive.ts, and Node for a body that the route does not read).
    if (failure?.code !== 'shutting_down') reply.removeHeader('connection')
    // The rest of a body that trickles in is not waited for.
    if (failure?.code === 'request_timeout') reply.header('connection', 'close')
    if (/close/i.test(request.headers.connection ?? '')) await drain(request.raw)
    if (failure === undefined) {
      request.log.error({ err: error }, 'a request failed with an unexpected error')
      return sendProblem(reply, { status: 500, code: 'internal_error', title: 'The service failed; it was logged' })
    }
    if (failure.status >= 500 || isUnusable(failure.cause)) logSometimes(request, failure)
    return sendProblem(reply, failure)
  })
}
