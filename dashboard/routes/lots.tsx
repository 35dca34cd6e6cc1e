import { allLots } from '../panels/lots/all-lots.ts'
import { funnelPlot } from '../panels/lots/funnel-plot.tsx'
import { PanelsPage } from '../panels/panels-page.tsx'

const groups = [{ panels: [funnelPlot, allLots] }]

/** Every lot, and which of them stand out. */
export const Lots = () => <PanelsPage title="Lots" groups={groups} />
