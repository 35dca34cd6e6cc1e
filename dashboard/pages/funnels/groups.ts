import type { PanelGroup } from '../../panels/panel.ts'
import { funnelByValue } from './by-value.tsx'
import type { FunnelChoice, JourneyChoice } from './choice.ts'
import { funnel } from './funnel.tsx'
import { journeys, topPaths } from './journeys.tsx'

/** Steps in an order of one's own, and what people did in theirs. */
export function funnelGroups(choice: FunnelChoice, journey: JourneyChoice): readonly [PanelGroup, PanelGroup] {
  const { breakdown } = choice
  const byValue = breakdown === undefined ? [] : [funnelByValue(choice, breakdown)]
  return [
    { title: 'Funnel', panels: [funnel(choice), ...byValue] },
    { title: 'Journeys', panels: [journeys(journey), topPaths(journey)] },
  ]
}
