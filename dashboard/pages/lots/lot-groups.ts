import type { PanelGroup } from '../../panels/panel.ts'
import { allLots } from './all-lots.ts'
import type { LotSpan } from './asked.ts'
import { lotBalance } from './balance.tsx'
import { lotByDay } from './by-day.tsx'
import { lotCusum } from './cusum.tsx'
import { lotFacts } from './facts.tsx'
import { funnelPlot } from './funnel-plot.tsx'
import { lotHistory } from './history.tsx'
import { lotOnHand } from './on-hand.tsx'
import { openReports } from './open-reports.ts'
import { lotReports } from './reports.ts'
import { lotSeverities } from './severities.tsx'
import { lotSiblings } from './siblings.tsx'

/** Every lot, and which of them stand out. */
export const lotsGroups = (span: LotSpan): readonly [PanelGroup, PanelGroup, PanelGroup] => [
  { title: 'Signal detection (funnel plot)', panels: [funnelPlot(span)] },
  { title: 'Comparison', panels: [allLots(span)] },
  { title: 'Vigilance', panels: [openReports] },
]

/** Everything about one lot. */
export const lotGroups = (lot: string): readonly PanelGroup[] => [
  { title: 'Summary', panels: [lotFacts(lot), lotBalance(lot), lotSiblings(lot), lotSeverities(lot)] },
  { title: 'Safety', panels: [lotCusum(lot)] },
  {
    title: 'Day by day in the selected range',
    panels: [lotByDay(lot, 'adverse_events'), lotByDay(lot, 'active_devices'), lotByDay(lot, 'readings')],
  },
  { title: 'Traceability', panels: [lotHistory(lot), lotOnHand(lot), lotReports(lot)] },
]
