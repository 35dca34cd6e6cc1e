import type { FigureGroup } from '../../dashboard/figures/figure.ts'
import { devices } from '../../dashboard/pages/devices/page.tsx'
import { funnelGroups } from '../../dashboard/pages/funnels/groups.ts'
import { funnelChoice, journeyChoice } from '../../dashboard/pages/funnels/search.ts'
import { growth } from '../../dashboard/pages/growth/page.tsx'
import { inventory } from '../../dashboard/pages/inventory/page.tsx'
import { logistics } from '../../dashboard/pages/logistics/page.tsx'
import { lotGroups, lotsGroups } from '../../dashboard/pages/lots/lot-groups.ts'
import { operations } from '../../dashboard/pages/operations/page.tsx'
import { overview } from '../../dashboard/pages/overview/page.tsx'
import { overviewPanels } from '../../dashboard/pages/overview/panels.ts'
import { payments } from '../../dashboard/pages/payments/page.tsx'
import { retentionGroups } from '../../dashboard/pages/retention/groups.ts'
import { retentionChoice } from '../../dashboard/pages/retention/search.ts'
import { therapyGroups } from '../../dashboard/pages/therapy/groups.ts'
import type { PanelGroup } from '../../dashboard/panels/panel.ts'

/** What a page declares. */
export interface DeclaredPage {
  readonly figures: readonly FigureGroup[]
  readonly panels: readonly PanelGroup[]
}

const panelsOnly = (panels: readonly PanelGroup[]) => ({ figures: [], panels })

/** Every page of figures and panels by its address, the page of a lot for the given one. */
export const declaredPages = (lot: string): Readonly<Record<string, DeclaredPage>> => ({
  '/': { ...overview, panels: overviewPanels },
  '/funnels': panelsOnly(funnelGroups(funnelChoice({ breakdown: 'country' }), journeyChoice({}))),
  '/inventory': inventory,
  '/logistics': logistics,
  '/payments': payments,
  '/growth': growth,
  '/devices': devices,
  '/retention': panelsOnly(retentionGroups(retentionChoice({}))),
  '/lots': panelsOnly(lotsGroups('life')),
  [`/lots/${lot}`]: panelsOnly(lotGroups(lot)),
  '/therapy': panelsOnly(therapyGroups('region')),
  '/operations': operations,
})
