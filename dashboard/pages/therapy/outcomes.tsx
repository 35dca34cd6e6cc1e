import { type Fact, Facts } from '../../charts/facts.tsx'
import { formatSpan } from '../../numbers/span.ts'
import { formatShort, formatValue } from '../../numbers/value.ts'
import { definePanel } from '../../panels/panel.ts'
import {
  askTherapy,
  cutBy,
  outcomes,
  stepTitles,
  type TherapyAnswer,
  type TherapyStep,
  therapyFormula,
} from './answer.ts'
import type { Cut } from './search.ts'

const words = {
  adverse_event: { of: 'of activated', after: 'Adverse event after', since: 'median, since activation' },
  refunded: { of: 'of orders', after: 'Refunded after', since: 'median, since the order' },
} as const

function factsOf({ id, count, conversion, median_days }: TherapyStep): Fact[] {
  if (id !== 'adverse_event' && id !== 'refunded') return []
  const { of, after, since } = words[id]
  return [
    {
      title: stepTitles[id],
      value: formatValue(count, 'count', null),
      beside: `${formatShort(conversion, 'ratio', null)} ${of}`,
      ...((count ?? 0) > 0 ? { tone: 'bad' as const } : {}),
    },
    { title: after, value: formatSpan(median_days === null ? null : median_days * 86_400), beside: since },
  ]
}

/** What went wrong with orders. */
export const therapyOutcomes = (by: Cut) =>
  definePanel<TherapyAnswer>({
    id: 'therapy_outcomes',
    title: 'Adverse events and refunds',
    formula: therapyFormula,
    width: 4,
    cutBy,
    ask: (view) => [askTherapy(view, by)],
    show: ([{ steps }]) => {
      const found = steps.filter(({ id }) => outcomes.includes(id))
      if (!steps[0]?.count) return { table: null, reason: 'No order was placed in this range.' }
      return {
        table: {
          columns: [
            { id: 'outcome', title: 'Outcome', unit: 'text' },
            { id: 'count', title: 'Orders', unit: 'count' },
            { id: 'share', title: 'Share', unit: 'ratio' },
            { id: 'median_days', title: 'Median, days', unit: 'count' },
          ],
          rows: found.map(({ id, count, conversion, median_days }) => [stepTitles[id], count, conversion, median_days]),
          currency: null,
        },
        chart: <Facts facts={found.flatMap(factsOf)} />,
      }
    },
  })
