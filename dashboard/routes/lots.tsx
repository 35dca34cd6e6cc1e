import { allLots } from '../panels/lots/all-lots.ts'
import { funnelPlot } from '../panels/lots/funnel-plot.tsx'
import { PanelsPage } from '../panels/panels-page.tsx'

const groups = [
  { title: 'How they compare', panels: [funnelPlot] },
  { title: 'Each lot', panels: [allLots] },
]

/** Every lot, and which of them stand out. */
export const Lots = () => <PanelsPage title="Lots" groups={groups} />
