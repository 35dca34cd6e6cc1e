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
import { parseExploration } from './pages/explore/question.ts'
import { parseFunnelSearch } from './pages/funnels/search.ts'
import { parseLiveSearch } from './pages/live/search.ts'
import { parseRetentionSearch } from './pages/retention/search.ts'
import { returnPath } from './pages/sign-in/return-path.ts'
import { parseTherapySearch } from './pages/therapy/search.ts'
import { parsePageSearch } from './panels/page-search.ts'
import { NotFound } from './shell/not-found.tsx'
import { SignedIn } from './signed-in.tsx'

const root = createRootRouteWithContext<{ queryClient: QueryClient }>()({
  component: Outlet,
  notFoundComponent: NotFound,
})

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: (search): { return?: string } =>
    search.return === undefined ? {} : { return: returnPath(search.return) },
  component: lazyRouteComponent(() => import('./pages/sign-in/sign-in.tsx'), 'SignIn'),
})

/** Every room behind the sign-in; the filters of its address hold for all of them. */
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

const overview = createRoute({
  getParentRoute: () => signedIn,
  path: '/',
  validateSearch: parsePageSearch,
  component: lazyRouteComponent(() => import('./pages/overview/page.tsx'), 'Overview'),
})

const inventory = createRoute({
  getParentRoute: () => signedIn,
  path: '/inventory',
  validateSearch: parsePageSearch,
  component: lazyRouteComponent(() => import('./pages/inventory/page.tsx'), 'Inventory'),
})

const logistics = createRoute({
  getParentRoute: () => signedIn,
  path: '/logistics',
  validateSearch: parsePageSearch,
  component: lazyRouteComponent(() => import('./pages/logistics/page.tsx'), 'Logistics'),
})

const payments = createRoute({
  getParentRoute: () => signedIn,
  path: '/payments',
  validateSearch: parsePageSearch,
  component: lazyRouteComponent(() => import('./pages/payments/page.tsx'), 'Payments'),
})

const funnels = createRoute({
  getParentRoute: () => signedIn,
  path: '/funnels',
  validateSearch: (search) => ({ ...parseFunnelSearch(search), ...parsePageSearch(search) }),
  component: lazyRouteComponent(() => import('./pages/funnels/page.tsx'), 'Funnels'),
})

const growth = createRoute({
  getParentRoute: () => signedIn,
  path: '/growth',
  validateSearch: parsePageSearch,
  component: lazyRouteComponent(() => import('./pages/growth/page.tsx'), 'Growth'),
})

const devices = createRoute({
  getParentRoute: () => signedIn,
  path: '/devices',
  validateSearch: parsePageSearch,
  component: lazyRouteComponent(() => import('./pages/devices/page.tsx'), 'Devices'),
})

const retention = createRoute({
  getParentRoute: () => signedIn,
  path: '/retention',
  validateSearch: (search) => ({ ...parseRetentionSearch(search), ...parsePageSearch(search) }),
  component: lazyRouteComponent(() => import('./pages/retention/page.tsx'), 'Retention'),
})

const therapy = createRoute({
  getParentRoute: () => signedIn,
  path: '/therapy',
  validateSearch: (search) => ({ ...parseTherapySearch(search), ...parsePageSearch(search) }),
  component: lazyRouteComponent(() => import('./pages/therapy/page.tsx'), 'Therapy'),
})

const lots = createRoute({
  getParentRoute: () => signedIn,
  path: '/lots',
  validateSearch: parsePageSearch,
  component: lazyRouteComponent(() => import('./pages/lots/page.tsx'), 'Lots'),
})

const lot = createRoute({
  getParentRoute: () => signedIn,
  path: '/lots/$lot',
  validateSearch: parsePageSearch,
  component: lazyRouteComponent(() => import('./pages/lots/lot-page.tsx'), 'Lot'),
})

const trace = createRoute({
  getParentRoute: () => signedIn,
  path: '/trace/$eventId',
  component: lazyRouteComponent(() => import('./pages/trace/page.tsx'), 'Trace'),
})

const operations = createRoute({
  getParentRoute: () => signedIn,
  path: '/operations',
  validateSearch: parsePageSearch,
  component: lazyRouteComponent(() => import('./pages/operations/page.tsx'), 'Operations'),
})

const explore = createRoute({
  getParentRoute: () => signedIn,
  path: '/explore',
  validateSearch: (search) => ({ ...parseExploration(search), ...parsePageSearch(search) }),
  component: lazyRouteComponent(() => import('./pages/explore/page.tsx'), 'Explore'),
})

const live = createRoute({
  getParentRoute: () => signedIn,
  path: '/live',
  validateSearch: parseLiveSearch,
  component: lazyRouteComponent(() => import('./pages/live/page.tsx'), 'Live'),
})

const routeTree = root.addChildren([
  signIn,
  signedIn.addChildren([
    overview,
    funnels,
    inventory,
    logistics,
    payments,
    growth,
    devices,
    retention,
    lots,
    lot,
    therapy,
    trace,
    operations,
    live,
    explore,
  ]),
])

/** Waiting helps against what is away for the moment, not against a request that is wrong. */
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
