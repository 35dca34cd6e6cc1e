import type { FastifyContextConfig, FastifyInstance, FastifySchema } from 'fastify'

/** A route as it was added: what the matrix test and the methods of a 405 are made from. */
export interface DeclaredRoute {
  readonly method: string
  readonly url: string
  readonly config: FastifyContextConfig
  readonly schema: FastifySchema | undefined
}

declare module 'fastify' {
  interface FastifyInstance {
    /** Every route that was added so far. */
    declaredRoutes: readonly DeclaredRoute[]
  }
}

/** Keeps every route that is added from now on. */
export function collectRoutes(app: FastifyInstance): void {
  const routes: DeclaredRoute[] = []
  app.decorate('declaredRoutes', routes)
  app.addHook('onRoute', ({ method, url, config, schema }) => {
    for (const one of [method].flat()) routes.push({ method: one, url, config: { ...config }, schema })
  })
}

const segmentsOf = (path: string) => path.replace(/(.)\/$/, '$1').split('/')

/** Whether a pattern with `:parameters` fits a path. */
function fits(pattern: string, path: string): boolean {
  const [expected, given] = [segmentsOf(pattern), segmentsOf(path)]
  return (
    expected.length === given.length &&
    expected.every((part, index) => (part.startsWith(':') ? given[index] !== '' : part === given[index]))
  )
}

/** Sorts `/alerts/firings` before `/alerts/:id`, as the router does. */
const specificity = (pattern: string) =>
  segmentsOf(pattern)
    .map((part) => (part.startsWith(':') ? '1' : '0'))
    .join('')

/** The methods of the resource that a path names, and of no other whose pattern would fit it too. */
export function methodsOf({ declaredRoutes }: Pick<FastifyInstance, 'declaredRoutes'>, path: string): string[] {
  const found = declaredRoutes.filter(({ url }) => !url.includes('*') && fits(url, path))
  const [nearest] = found.map(({ url }) => url).sort((a, b) => (specificity(a) < specificity(b) ? -1 : 1))
  return [...new Set(found.filter(({ url }) => url === nearest).map(({ method }) => method))].sort()
}
