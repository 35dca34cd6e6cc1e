import { trend } from '../../panels/kinds/trend.tsx'
import type { PanelGroup } from '../../panels/panel.ts'
import { curves } from './curves.tsx'
import { ltvCohorts } from './ltv-cohorts.ts'
import { ltvCustomers } from './ltv-customers.ts'
import { ltvModel } from './ltv-model.tsx'
import type { RetentionChoice } from './search.ts'
import { triangle } from './triangle.tsx'

const activeUsers = trend({
  id: 'active_users',
  title: 'Active people',
  question: 'How many in 1, 7 and 30 days that end in each bucket?',
  metrics: ['dau', 'wau', 'mau'],
  absent: null,
})

const stickiness = trend({
  id: 'stickiness',
  title: 'Stickiness',
  question: 'On how many of its days is a month’s person there?',
  metrics: ['stickiness'],
  better: 'more',
  absent: null,
})

/** Who comes back, how often, and what that is worth. */
export const retentionGroups = (choice: RetentionChoice): readonly [PanelGroup, ...PanelGroup[]] => [
  { title: 'Who comes back', panels: [curves(choice), triangle(choice)] },
  { title: 'How often', panels: [activeUsers, stickiness] },
  { title: 'What it is worth', panels: [ltvModel, ltvCohorts, ltvCustomers] },
]
