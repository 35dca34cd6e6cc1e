import type { PanelGroup } from '../../panels/panel.ts'
import { activatedBy, adherentBy, harmBy, refundedBy } from './by-value.tsx'
import { therapyOutcomes } from './outcomes.tsx'
import type { Cut } from './search.ts'
import { therapyTable } from './table.ts'
import { way } from './way.tsx'

/** Order-to-therapy funnel, and what became of it. */
export const therapyGroups = (by: Cut): readonly [PanelGroup, PanelGroup] => [
  { title: 'Funnel and outcomes', panels: [way(by), therapyOutcomes(by)] },
  {
    title: 'Breakdown',
    panels: [activatedBy(by), adherentBy(by), harmBy(by), refundedBy(by), therapyTable(by)],
  },
]
