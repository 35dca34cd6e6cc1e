import type { Cut } from '../../therapy/search.ts'
import type { PanelGroup } from '../panel.ts'
import { activatedBy, adherentBy, harmBy, refundedBy } from './by-value.tsx'
import { therapyOutcomes } from './outcomes.tsx'
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
