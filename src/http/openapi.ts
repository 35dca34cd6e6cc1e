import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger'
import { stringify } from 'yaml'

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
    'Operation',
    'Lots',
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

/** Says of a route that names no scope that it is open to all. */
export const openToAll: NonNullable<FastifyDynamicSwaggerOptions['transform']> = ({ schema, url, route }) => ({
  schema: route.config?.scope === undefined ? { ...schema, security: [] } : schema,
  url,
})

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
