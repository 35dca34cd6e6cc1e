import { type Fact, Facts } from '../charts/facts.tsx'
import type { Shown } from './panel.ts'

/** Facts as a panel shows them, and as a table. */
export const shownFacts = (facts: readonly Fact[]): Shown => ({
  table: {
    columns: [
      { id: 'fact', title: 'Fact', unit: 'text' },
      { id: 'value', title: 'Value', unit: 'text' },
      { id: 'beside', title: 'Note', unit: 'text' },
    ],
    rows: facts.map(({ title, value, beside }) => [title, value, beside ?? null]),
    currency: null,
  },
  chart: <Facts facts={facts} />,
})
