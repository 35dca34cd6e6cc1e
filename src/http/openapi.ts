import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger'
import type { FastifyContextConfig, FastifySchema } from 'fastify'
import { stringify } from 'yaml'
import { problems, scimProblems } from './problem.ts'
import { isScim } from './scim-error.ts'
import { meanings } from './signature.ts'

/** The frame of Analytics.yaml; paths come from the routes. */
export const openapi: NonNullable<FastifyDynamicSwaggerOptions['openapi']> = {
  openapi: '3.1.0',
  info: {
    title: 'POCM Analytics',
    version: '1',
    description: [
      'Takes every event of the business, keeps it, and answers what it means. Times are RFC 3339.',
      'Answers to a credential that has a limit carry `RateLimit-Policy` and `RateLimit`',
      '(draft-ietf-httpapi-ratelimit-headers-10), and `RateLimit-Limit`, `-Remaining` and `-Reset`; 429 and 503 carry',
      '`Retry-After`. Events are counted at ingest, calls everywhere else.',
    ].join(' '),
    license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
  },
  servers: [{ url: 'http://127.0.0.1:8080' }],
  tags: [
    'Ingest',
    'Events',
    'Catalogue',
    'Figures',
    'Notes',
    'Alerts',
    'Session',
    'Administration',
    'Provisioning',
    'Operation',
    'Compliance',
    'Lots',
    'Models',
  ].map((name) => ({
    name,
  })),
  components: {
    securitySchemes: {
      bearer: { type: 'http', scheme: 'bearer', description: 'An API key, or a JWT' },
      session: { type: 'apiKey', in: 'cookie', name: 'pocm_session' },
    },
  },
  security: [{ bearer: [] }, { session: [] }],
}

/**
 * A request may leave out properties with a default; the validator, which fills them in first, keeps them as required.
 */
function withoutDefaults(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withoutDefaults)
  if (typeof schema !== 'object' || schema === null) return schema
  const { 'x-examples': examples, ...rest } = schema as Json
  const copy: Json = Object.fromEntries(Object.entries(rest).map(([name, inner]) => [name, withoutDefaults(inner)]))
  if (examples !== undefined) copy['x-examples'] = examples
  const { required, properties } = copy as { required?: unknown; properties?: Record<string, Json> }
  if (!Array.isArray(required) || properties === undefined) return copy
  return { ...copy, required: required.filter((name) => properties[name]?.default === undefined) }
}

const whys: Readonly<Record<number, string>> = {
  400: 'The address or the body cannot be read',
  401: 'No credential, or one that does not hold',
  403: 'The credential lacks the scope, or may not do this',
  405: 'Another method; `Allow` names those of this path',
  413: 'The body is too large',
  415: 'Another content type or encoding than those described',
  422: 'A parameter or the body is not what this call takes',
  429: 'Too many requests; `Retry-After` says when to ask again',
}

/** What any call of this kind may be refused with, beside what the route itself names. */
function refusalsOf({ params, querystring, body }: FastifySchema, scope: string | undefined): number[] {
  const takes = params !== undefined || querystring !== undefined || body !== undefined
  return [
    ...(takes ? [400, 422] : []),
    ...(scope === undefined ? [] : [401, 403, 429]),
    405,
    ...(body === undefined ? [] : [413, 415, 429]),
  ]
}

/** Says of each call which scope it needs, what it may leave out, and how it may be refused. */
export const describeRoutes: NonNullable<FastifyDynamicSwaggerOptions['transform']> = ({ schema, url, route }) => {
  if (schema === undefined) return { schema, url }
  const { scope, operator, signed } = (route.config ?? {}) as FastifyContextConfig
  const { querystring, body, response = {} } = schema as FastifySchema & { response?: Json }
  const named = Object.fromEntries(
    refusalsOf(schema, scope).flatMap((status) => {
      const told = isScim(url) ? scimProblems(status)[status] : problems(status)[status]
      return told === undefined ? [] : [[status, { ...told, description: whys[status] }]]
    }),
  )
  const roles = scope === undefined || scope === 'any' ? [] : [scope]
  const needs = [
    ...(scope === 'any' ? ['Needs a credential of any scope.'] : roles.map((it) => `Needs the scope \`${it}\`.`)),
    ...(operator ? ['Only for admins of the tenant that runs the service.'] : []),
  ]
  return {
    url,
    schema: {
      ...schema,
      description: [(schema as { description?: string }).description, ...needs].filter(Boolean).join(' ') || undefined,
      ...(querystring !== undefined && { querystring: withoutDefaults(querystring) }),
      ...(body !== undefined && { body: withoutDefaults(body) }),
      ...(signed !== undefined && { headers: signatureHeaders }),
      response: { ...response, ...(isScim(url) && scimProblems()), ...named },
      security: scope === undefined ? [] : [{ bearer: roles }, { session: roles }],
      ...(scope !== undefined && { 'x-scope': scope }),
    } as FastifySchema,
  }
}

/** With what a change is signed that matters. */
const signatureHeaders = {
  type: 'object',
  properties: {
    'x-change-reason': { type: 'string', description: 'Why, percent-encoded; the audit trail keeps it' },
    'x-signature-meaning': {
      ...{ type: 'string', enum: [...meanings] },
      description: 'What one says by signing; needed where the tenant has `signatures_required`',
    },
    'x-signature-credential': {
      type: 'string',
      description: 'The API key again, of a session that a key bought; people sign in again instead',
    },
  },
}

type Json = Record<string, unknown>

/** A body's schema with named examples; @fastify/swagger takes them out again and puts them beside it. */
export const withExamples = <Schema extends object>(schema: Schema, examples: Record<string, { value: unknown }>) => ({
  ...schema,
  'x-examples': examples,
})

/** Moves every schema that has a title into components, where it stands once, and refers to it. */
function hoist(value: unknown, schemas: Json): unknown {
  if (Array.isArray(value)) return value.map((it) => hoist(it, schemas))
  if (typeof value !== 'object' || value === null) return value
  const copy = Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, hoist(inner, schemas)]))
  if (typeof copy.title !== 'string' || copy.type !== 'object') return copy
  schemas[copy.title] = copy
  return { $ref: `#/components/schemas/${copy.title}` }
}

/** The document as it stands in Analytics.yaml. */
export function writeDocument(document: object): string {
  const { paths, components, ...frame } = document as { paths: Json; components: Json }
  const schemas: Json = {}
  const hoisted = hoist(paths, schemas)
  const whole = { ...frame, paths: hoisted, components: { ...components, schemas } }
  return stringify(whole, { lineWidth: 120, aliasDuplicateObjects: false, compat: 'yaml-1.1' })
}
