import { expect, test } from 'vitest'
import { resolveView } from '../filters/view.ts'
import { funnelGroups } from '../pages/funnels/groups.ts'
import { funnelChoice, journeyChoice } from '../pages/funnels/search.ts'
import { lotGroups, lotsGroups } from '../pages/lots/lot-groups.ts'
import { payments } from '../pages/payments/page.tsx'
import { retentionGroups } from '../pages/retention/groups.ts'
import { retentionChoice } from '../pages/retention/search.ts'
import { therapyGroups } from '../pages/therapy/groups.ts'
import { asksBy } from './asks-by.ts'

const view = resolveView({ from: '2026-10-01', to: '2026-10-08' }, 'UTC', Date.parse('2026-11-01'))
const neither = { granularity: false, comparison: false }

test.each([
  ['funnels', funnelGroups(funnelChoice({}), journeyChoice({})), neither],
  ['therapies', therapyGroups('region'), neither],
  ['lots', lotsGroups('life'), neither],
  ['one lot', lotGroups('L1'), neither],
  ['payments', payments.panels, { granularity: true, comparison: true }],
  ['retention', retentionGroups(retentionChoice({})), { granularity: true, comparison: true }],
])('a page of %s offers the granularity and the comparison where they change what it asks', (_, groups, expected) => {
  expect(asksBy(groups, view)).toEqual(expected)
})
