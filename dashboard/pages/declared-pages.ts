import type { FigureGroup } from '../figures/figure.ts'
import type { PanelGroup } from '../panels/panel.ts'
import { devices } from './devices/page.tsx'
import { funnelGroups } from './funnels/groups.ts'
import { funnelChoice, journeyChoice } from './funnels/search.ts'
import { growth } from './growth/page.tsx'
import { inventory } from './inventory/page.tsx'
import { logistics } from './logistics/page.tsx'
import { lotGroups, lotsGroups } from './lots/lot-groups.ts'
import { operations } from './operations/page.tsx'
import { overview } from './overview/page.tsx'
import { overviewPanels } from './overview/panels.ts'
import { payments } from './payments/page.tsx'
import { retentionGroups } from './retention/groups.ts'
import { retentionChoice } from './retention/search.ts'
import { therapyGroups } from './therapy/groups.ts'

/** What a page declares. */
export interface DeclaredPage {
  readonly figures: readonly FigureGroup[]
  readonly panels: readonly PanelGroup[]
}

const panelsOnly = (panels: readonly PanelGroup[]) => ({ figures: [], panels })

/** Every page of figures and panels by its address, with the page of a lot where one is given. */
export const declaredPages = (lot?: string): Readonly<Record<string, DeclaredPage>> => ({
  '/': { ...overview, panels: overviewPanels },
  '/funnels': panelsOnly(funnelGroups(funnelChoice({ breakdown: 'country' }), journeyChoice({}))),
  '/inventory': inventory,
  '/logistics': logistics,
  '/payments': payments,
  '/growth': growth,
  '/devices': devices,
  '/retention': panelsOnly(retentionGroups(retentionChoice({}))),
  '/lots': panelsOnly(lotsGroups('life')),
  ...(lot !== undefined && { [`/lots/${lot}`]: panelsOnly(lotGroups(lot)) }),
  '/therapy': panelsOnly(therapyGroups('region')),
  '/operations': operations,
})
