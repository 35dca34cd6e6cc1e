import type { PanelGroup } from '../../panels/panel.ts'
import { activatedBy, adherentBy, harmBy, refundedBy } from './by-value.tsx'
import { therapyOutcomes } from './outcomes.tsx'
import type { Cut } from './search.ts'
import { therapyTable } from './table.ts'
import { way } from './way.tsx'

/** From the order to the therapy, and what became of it. */
export const therapyGroups = (by: Cut): readonly [PanelGroup, PanelGroup] => [
  { title: 'The way', panels: [way(by), therapyOutcomes(by)] },
  {
    title: 'Where it differs',
    panels: [activatedBy(by), adherentBy(by), harmBy(by), refundedBy(by), therapyTable(by)],
  },
]
