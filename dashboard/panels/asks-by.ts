import type { View } from '../filters/view.ts'
import type { PanelGroup } from './panel.ts'

/** Which choices of the view change what is asked of the service. */
export interface AsksBy {
  readonly granularity: boolean
  readonly comparison: boolean
}

/** Whether some panel asks something else by another granularity, or by another comparison: else the choice has no effect. */
export function asksBy(groups: readonly PanelGroup[], view: View): AsksBy {
  const differs = (one: Partial<View>, other: Partial<View>) =>
    groups.some(({ panels }) =>
      panels.some(
        (panel) => JSON.stringify(panel.ask({ ...view, ...one })) !== JSON.stringify(panel.ask({ ...view, ...other })),
      ),
    )
  return {
    granularity: differs({ granularity: 'day' }, { granularity: 'month' }),
    comparison: differs({ comparison: 'none' }, { comparison: 'previous_year' }),
  }
}
