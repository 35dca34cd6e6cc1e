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
  title: 'Active users (DAU, WAU, MAU)',
  question: 'Users active in the last 1, 7 and 30 days',
  metrics: ['dau', 'wau', 'mau'],
  absent: null,
})

const stickiness = trend({
  id: 'stickiness',
  title: 'Stickiness (DAU ÷ MAU)',
  question: 'Share of the users of 30 days who are active on one day',
  metrics: ['stickiness'],
  better: 'more',
  absent: null,
})

/** Retention, how often, and what that is worth. */
export const retentionGroups = (choice: RetentionChoice): readonly [PanelGroup, ...PanelGroup[]] => [
  { title: 'Retention', panels: [curves(choice), triangle(choice)] },
  { title: 'Engagement', panels: [activeUsers, stickiness] },
  { title: 'Customer lifetime value', panels: [ltvModel, ltvCohorts, ltvCustomers] },
]
