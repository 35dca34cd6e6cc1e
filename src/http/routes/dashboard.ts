import { access } from 'node:fs/promises'
import { join } from 'node:path'
import files from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import { Failure } from '../../platform/errors.ts'
import { methodsOf } from '../declared-routes.ts'
import { problemType, sendProblem } from '../problem.ts'

const built = join(import.meta.dirname, '../../../dashboard/dist')
// Neither calls of the service nor built files, which after a deployment may be gone, are pages.
const noPage = /^\/(analytics|assets|auth|scim|health|ready|metrics|actuator)(\/|$|\?)/

const policy = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "object-src 'none'",
  "form-action 'self'",
].join('; ')

/**
 * Serves the built dashboard; every path that is no file and no call of the service is one of its pages.
 */
export async function dashboardRoutes(app: FastifyInstance): Promise<void> {
  app.addHook('onSend', async (_request, reply) => {
    // A problem in place of a page is data, as everywhere.
    if (String(reply.getHeader('content-type')).startsWith(problemType)) return
    reply.header('content-security-policy', policy)
  })
  const present = await access(join(built, 'index.html')).then(
    () => true,
    () => false,
  )
  if (present) {
    await app.register(files, {
      root: built,
      wildcard: false,
      setHeaders: (reply, path) => {
        // Vite names what it builds by content; only the page itself may change under its name.
        const forever = path.includes('/assets/')
        reply.header('cache-control', forever ? 'public, max-age=31536000, immutable' : 'no-cache')
      },
    })
  }
  app.setNotFoundHandler((request, reply) => {
    if (present && request.method === 'GET' && !noPage.test(request.url)) return reply.sendFile('index.html')
    const methods = methodsOf(app, request.url.split('?')[0] ?? '')
    if (methods.length > 0) {
      const failure = new Failure('method_not_allowed', `${request.method} is none of ${methods.join(', ')}.`)
      return sendProblem(reply.header('allow', methods.join(', ')), failure)
    }
    const detail = present
      ? `${request.method} ${request.url}`
      : `${request.method} ${request.url} (npm run build makes the dashboard)`
    return sendProblem(reply, { status: 404, code: 'not_found', title: 'Not found', detail })
  })
}
