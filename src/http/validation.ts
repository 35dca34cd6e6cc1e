import { Ajv2020 } from 'ajv/dist/2020.js'
import type { FastifyInstance } from 'fastify'
import { formats, isDateTime } from '../events/formats.ts'
import { toMicroseconds } from '../platform/clock.ts'
import { Failure } from '../platform/errors.ts'

const options = { allErrors: true, strict: false, useDefaults: true, formats: { ...formats } } as const

/**
 * Replaces a valid date-time by the same moment in UTC with microseconds. RFC 3339 allows offsets up to ±23:59, a
 * lower-case `t` and any number of decimals; PostgreSQL takes offsets below ±16:00 only, and other stores differ again.
 */
const utcMoment = {
  keyword: 'utcMoment',
  type: 'string',
  modifying: true,
  errors: false,
  validate(
    _schema: unknown,
    text: string,
    _parent: unknown,
    place?: { parentData: unknown; parentDataProperty: string | number },
  ) {
    const utc = isDateTime(text) ? toMicroseconds(text) : undefined
    if (utc !== undefined && place !== undefined) {
      ;(place.parentData as Record<string | number, unknown>)[place.parentDataProperty] = utc
    }
    return true
  },
} as const

/** The schema with `utcMoment` beside each date-time, at every depth. The contract shows the schema without it. */
function withUtcMoments(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withUtcMoments)
  if (typeof schema !== 'object' || schema === null) return schema
  const copy = Object.fromEntries(Object.entries(schema).map(([name, inner]) => [name, withUtcMoments(inner)]))
  return copy.format === 'date-time' ? { ...copy, utcMoment: true } : copy
}

/** Validates what a request brings: strings of its address are coerced, its body is not; date-times become UTC. */
export function validateRequests(app: FastifyInstance): void {
  const bodies = new Ajv2020(options).addKeyword(utcMoment)
  const strings = new Ajv2020({ ...options, coerceTypes: true }).addKeyword(utcMoment)
  app.setValidatorCompiler(({ schema, httpPart }) =>
    (httpPart === 'body' ? bodies : strings).compile(withUtcMoments(schema) as object),
  )
  // Fastify passes over the schema of a body that is described by content type where a request has no body, or where no
  // description fits its type.
  app.addHook('preValidation', async ({ body, routeOptions }) => {
    const { schema, config } = routeOptions
    if (schema?.body === undefined || config.readsBytes || (body !== undefined && body !== null)) return
    throw new Failure('invalid_request', 'This call needs a JSON body.', {
      errors: [{ path: '', message: 'must be what the contract describes, and there is none' }],
    })
  })
}
