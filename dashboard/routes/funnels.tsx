import { useMemo } from 'react'
import { FunnelEditor } from '../funnels/funnel-editor.tsx'
import { JourneyEditor } from '../funnels/journey-editor.tsx'
import { funnelChoice, journeyChoice } from '../funnels/search.ts'
import { useFunnel } from '../funnels/use-funnel.ts'
import { funnelByValue } from '../panels/funnels/by-value.tsx'
import { funnel } from '../panels/funnels/funnel.tsx'
import { journeys, topPaths } from '../panels/funnels/journeys.tsx'
import type { PanelGroup } from '../panels/panel.ts'
import { PanelsPage } from '../panels/panels-page.tsx'

/** Steps in an order of one's own, and what people did in theirs. */
export function Funnels() {
  const { search } = useFunnel()
  const groups = useMemo((): PanelGroup[] => {
    const choice = funnelChoice(search)
    const journey = journeyChoice(search)
    const { breakdown } = choice
    const byValue = breakdown === undefined ? [] : [funnelByValue(choice, breakdown)]
    return [
      { title: 'Funnel', controls: <FunnelEditor />, panels: [funnel(choice), ...byValue] },
      { title: 'Journeys', controls: <JourneyEditor />, panels: [journeys(journey), topPaths(journey)] },
    ]
  }, [search])
  return <PanelsPage title="Funnels & journeys" groups={groups} />
}
