import {
  IconActivityHeartbeat,
  IconBarcode,
  IconBuildingWarehouse,
  IconChartFunnel,
  IconCreditCard,
  IconDeviceWatch,
  IconHeartHandshake,
  IconLayoutDashboard,
  IconListSearch,
  IconPlant2,
  IconServerCog,
  IconSettings,
  IconShieldLock,
  IconTruckDelivery,
  IconUserShield,
  IconUsersGroup,
  IconZoomQuestion,
} from '@tabler/icons-react'
import { complianceScopes, parseComplianceSearch } from './pages/compliance/search.ts'
import { parseEventsSearch } from './pages/events/search.ts'
import { parseExploration } from './pages/explore/question.ts'
import { parseFunnelSearch } from './pages/funnels/search.ts'
import { parseLiveSearch } from './pages/live/search.ts'
import { parseRetentionSearch } from './pages/retention/search.ts'
import { parseSubjectSearch } from './pages/subjects/search.ts'
import { parseTherapySearch } from './pages/therapy/search.ts'
import { parsePageSearch } from './panels/page-search.ts'
import type { NavigationPage } from './shell/navigation-page.ts'

type Search = Record<string, unknown>
type Load = () => Promise<{ Page: React.ComponentType }>

/** A page: its address, its code and its place in the navigation. */
export interface PageEntry<Path extends string, Parsed> {
  readonly path: Path
  /** The parameters of the address that are the page's own, understood. */
  readonly parse: (search: Search) => Parsed
  /** Its code, which is fetched when the page is opened. */
  readonly load: Load
  /** Its place in the navigation and its key; without one other pages lead to it. */
  readonly entry?: Omit<NavigationPage, 'to'>
}

const page = <const Path extends string, Parsed>(
  path: Path,
  parse: (search: Search) => Parsed,
  load: Load,
  entry?: Omit<NavigationPage, 'to'>,
): PageEntry<Path, Parsed> => ({ path, parse, load, ...(entry && { entry }) })

const none = (_: Search) => ({})
const own = parsePageSearch
const ofFunnels = (search: Search) => ({ ...parseFunnelSearch(search), ...own(search) })
const ofRetention = (search: Search) => ({ ...parseRetentionSearch(search), ...own(search) })
const ofTherapy = (search: Search) => ({ ...parseTherapySearch(search), ...own(search) })
const ofExplore = (search: Search) => ({ ...parseExploration(search), ...own(search) })

/** Every page, in the order of the navigation: a new one is its folder and its line here. */
export const pages = [
  page('/', own, () => import('./pages/overview/page.tsx'), entryOf('Overview', 'o', IconLayoutDashboard)),
  page('/funnels', ofFunnels, () => import('./pages/funnels/page.tsx'), entryOf('Funnels', 'f', IconChartFunnel)),
  page('/inventory', own, () => import('./pages/inventory/page.tsx'), entryOf('Inventory', 'i', IconBuildingWarehouse)),
  page('/logistics', own, () => import('./pages/logistics/page.tsx'), entryOf('Logistics', 'l', IconTruckDelivery)),
  page('/payments', own, () => import('./pages/payments/page.tsx'), entryOf('Payments', 'p', IconCreditCard)),
  page('/growth', own, () => import('./pages/growth/page.tsx'), entryOf('Growth', 'g', IconPlant2)),
  page('/devices', own, () => import('./pages/devices/page.tsx'), entryOf('Devices', 'd', IconDeviceWatch)),
  page(
    '/retention',
    ofRetention,
    () => import('./pages/retention/page.tsx'),
    entryOf('Retention', 'r', IconUsersGroup),
  ),
  page('/lots', own, () => import('./pages/lots/page.tsx'), entryOf('Lots', 'b', IconBarcode)),
  page('/orders/$orderId', own, () => import('./pages/orders/page.tsx')),
  page('/devices/$deviceId', own, () => import('./pages/devices/device-page.tsx')),
  page('/customers/$userId', own, () => import('./pages/customers/page.tsx')),
  page('/reports/$reportId', own, () => import('./pages/reports/page.tsx')),
  page('/lots/$lot', own, () => import('./pages/lots/lot-page.tsx')),
  page(
    '/therapy',
    ofTherapy,
    () => import('./pages/therapy/page.tsx'),
    entryOf('Order to therapy', 't', IconHeartHandshake),
  ),
  page('/trace/$eventId', none, () => import('./pages/trace/page.tsx')),
  page('/operations', own, () => import('./pages/operations/page.tsx'), entryOf('Operations', 's', IconServerCog)),
  page('/events', parseEventsSearch, () => import('./pages/events/page.tsx'), entryOf('Events', 'n', IconListSearch)),
  page('/live', parseLiveSearch, () => import('./pages/live/page.tsx'), entryOf('Live', 'v', IconActivityHeartbeat)),
  page('/explore', ofExplore, () => import('./pages/explore/page.tsx'), entryOf('Explore', 'e', IconZoomQuestion)),
  page('/compliance', parseComplianceSearch, () => import('./pages/compliance/page.tsx'), {
    ...entryOf('Compliance', 'c', IconShieldLock),
    scope: complianceScopes,
  }),
  page('/subjects', parseSubjectSearch, () => import('./pages/subjects/page.tsx')),
  page('/people', none, () => import('./pages/people/page.tsx'), {
    ...entryOf('People and keys', 'u', IconUserShield),
    scope: 'admin',
  }),
  page('/settings', none, () => import('./pages/settings/page.tsx'), {
    ...entryOf('Settings', 'q', IconSettings),
    scope: 'admin',
  }),
] as const

function entryOf(title: string, key: string, icon: NavigationPage['icon']): Omit<NavigationPage, 'to'> {
  return { title, key, icon }
}

/** The pages of the navigation. */
export const navigationPages: readonly NavigationPage[] = pages.flatMap(({ path, entry }) =>
  entry === undefined ? [] : [{ to: path, ...entry }],
)
