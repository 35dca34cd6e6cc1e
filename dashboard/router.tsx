import { QueryCache, QueryClient } from '@tanstack/react-query'
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router'
import { parseAddress, writeAddress } from './api/address.ts'
import { Problem } from './api/problem.ts'
import { sessionQuery } from './api/session.ts'
import { PageFailure } from './feedback/failure.tsx'
import { PageLoading } from './feedback/loading.tsx'
import { parseFilters } from './filters/search.ts'
import { type PageEntry, pages } from './page-list.ts'
import { returnPath } from './pages/sign-in/return-path.ts'
import { NotFound } from './shell/not-found.tsx'
import { SignedIn } from './signed-in.tsx'

const root = createRootRouteWithContext<{ queryClient: QueryClient }>()({
  component: Outlet,
  notFoundComponent: NotFound,
})

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: (search): { return?: string; problem?: string } => ({
    ...(search.return !== undefined && { return: returnPath(search.return) }),
    ...(typeof search.problem === 'string' && { problem: search.problem }),
  }),
  component: lazyRouteComponent(() => import('./pages/sign-in/sign-in.tsx'), 'SignIn'),
})

/** Every page behind the sign-in; the filters of its address hold for all of them. */
const signedIn = createRoute({
  getParentRoute: () => root,
  id: 'signed-in',
  validateSearch: parseFilters,
  beforeLoad: async ({ context: { queryClient }, location }) => {
    const session = await queryClient.ensureQueryData(sessionQuery)
    if (session === null) {
      const search = location.href === '/' ? {} : { return: location.href }
      throw redirect({ to: '/sign-in', search, replace: true })
    }
    return { session }
  },
  component: SignedIn,
})

const routeOf = <Path extends string, Parsed extends object>(page: PageEntry<Path, Parsed>) =>
  createRoute({
    getParentRoute: () => signedIn,
    path: page.path,
    validateSearch: page.parse,
    component: lazyRouteComponent(page.load, 'Page'),
  })

type RouteOf<Entry> =
  Entry extends PageEntry<infer Path, infer Parsed extends object> ? ReturnType<typeof routeOf<Path, Parsed>> : never
type Routes = { [Index in keyof typeof pages]: RouteOf<(typeof pages)[Index]> }

const routeTree = root.addChildren([
  signIn,
  signedIn.addChildren(pages.map((page) => routeOf(page as PageEntry<string, object>)) as unknown as Routes),
])

/** A retry helps against an outage, not against an invalid request. */
const retry = (failures: number, error: Error) =>
  error instanceof Problem && (error.status === 0 || error.status >= 500) && failures < 2

export function createPage() {
  const queryClient: QueryClient = new QueryClient({
    defaultOptions: { queries: { retry, refetchOnWindowFocus: true } },
    queryCache: new QueryCache({
      // A session can end while a page is open: any 401 leads to the sign-in and back.
      onError: (error) => {
        if (!(error instanceof Problem) || error.status !== 401) return
        queryClient.setQueryData(sessionQuery.queryKey, null)
        void router.invalidate()
      },
    }),
  })
  const router = makeRouter(queryClient)
  return { router, queryClient }
}

const makeRouter = (queryClient: QueryClient) =>
  createRouter({
    routeTree,
    context: { queryClient },
    parseSearch: parseAddress,
    stringifySearch: writeAddress,
    defaultPreload: 'intent',
    defaultPendingMs: 300,
    defaultPendingComponent: PageLoading,
    defaultErrorComponent: PageFailure,
    scrollRestoration: true,
  })

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof makeRouter>
  }
}
