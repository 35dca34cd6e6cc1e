import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger'
import { stringify } from 'yaml'

/** The frame of Analytics.yaml; paths come from the routes. */
export const openapi: NonNullable<FastifyDynamicSwaggerOptions['openapi']> = {
  openapi: '3.1.0',
  info: {
    title: 'POCM Analytics',
    version: '1',
    description: 'Takes every event of the business, keeps it, and answers what it means. Times are RFC 3339.',
    license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
  },
  servers: [{ url: 'http://127.0.0.1:8080' }],
  tags: ['Ingest', 'Events', 'Catalogue', 'Figures', 'Session', 'Administration', 'Operation'].map((name) => ({
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

/** The document as it stands in Analytics.yaml. */
export const writeDocument = (document: object) => stringify(document, { lineWidth: 120, aliasDuplicateObjects: false })
