import { useMemo } from 'react'
import { PanelsPage } from '../../page-frame/panels-page.tsx'
import type { PanelGroup } from '../../panels/panel.ts'
import { FunnelEditor } from './funnel-editor.tsx'
import { funnelGroups } from './groups.ts'
import { JourneyEditor } from './journey-editor.tsx'
import { funnelChoice, journeyChoice } from './search.ts'
import { useFunnel } from './use-funnel.ts'

/** Steps in an order of one's own, and what people did in theirs. */
export function Page() {
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
