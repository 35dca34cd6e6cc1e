import { useMemo } from 'react'
import { FunnelEditor } from '../funnels/funnel-editor.tsx'
import { JourneyEditor } from '../funnels/journey-editor.tsx'
import { funnelChoice, journeyChoice } from '../funnels/search.ts'
import { useFunnel } from '../funnels/use-funnel.ts'
import { funnelGroups } from '../panels/funnels/groups.ts'
import type { PanelGroup } from '../panels/panel.ts'
import { PanelsPage } from '../panels/panels-page.tsx'

/** Steps in an order of one's own, and what people did in theirs. */
export function Funnels() {
  const { search } = useFunnel()
  const groups = useMemo((): PanelGroup[] => {
    const [funnel, journeys] = funnelGroups(funnelChoice(search), journeyChoice(search))
    return [
      { ...funnel, controls: <FunnelEditor /> },
      { ...journeys, controls: <JourneyEditor /> },
    ]
  }, [search])
  return <PanelsPage title="Funnels & journeys" groups={groups} />
}
