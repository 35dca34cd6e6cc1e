import type { RetentionChoice } from '../../retention/search.ts'
import type { PanelGroup } from '../panel.ts'
import { activeUsers } from './active-users.ts'
import { curves } from './curves.tsx'
import { ltvCohorts } from './ltv-cohorts.ts'
import { ltvCustomers } from './ltv-customers.ts'
import { ltvModel } from './ltv-model.tsx'
import { stickiness } from './stickiness.ts'
import { triangle } from './triangle.tsx'

/** Who comes back, how often, and what that is worth. */
export const retentionGroups = (choice: RetentionChoice): readonly [PanelGroup, ...PanelGroup[]] => [
  { title: 'Who comes back', panels: [curves(choice), triangle(choice)] },
  { title: 'How often', panels: [activeUsers, stickiness] },
  { title: 'What it is worth', panels: [ltvModel, ltvCohorts, ltvCustomers] },
]
