import { type Fact, Facts } from '../../charts/facts.tsx'
import { formatShort, formatValue } from '../../numbers/value.ts'
import { definePanel } from '../../panels/panel.ts'
import { askLtv, type LtvAnswer, ltvCutBy, ltvFormula } from './ltv-answer.ts'

const parameters = { 'BG/NBD': ['r', 'alpha', 'a', 'b'], 'Gamma-Gamma': ['p', 'q', 'v'] } as const

/** What customers spent, what they will, and the model that says so. */
export function ltvFacts({ summary, model, currency }: LtvAnswer): Fact[] {
  const count = (value: number) => formatValue(value, 'count', null)
  const share = summary.customers === 0 ? null : summary.repeat_customers / summary.customers
  return [
    { title: 'Customers', value: count(summary.customers) },
    {
      title: 'Repeat customers',
      value: count(summary.repeat_customers),
      beside: `${formatShort(share, 'ratio', null)} of all`,
    },
    { title: 'Revenue to date', value: formatShort(summary.total_spent, 'money', currency) },
    {
      title: 'Predicted 12-month revenue',
      value: formatShort(summary.expected_value, 'money', currency),
      ...(model === null ? { beside: 'no model' } : {}),
    },
  ]
}

/** The parameters of the fit: for who checks it, in the table and not on the page. */
const fitFacts = ({ model }: LtvAnswer): Fact[] =>
  model === null
    ? []
    : Object.entries(parameters).flatMap(([of, names]) =>
        names.map((name) => ({ title: name, value: model[name].toPrecision(3), beside: of })),
      )

function noteOn({ model, reason }: LtvAnswer): { note?: string } {
  if (model === null) return reason === undefined ? {} : { note: `No prediction: ${reason}` }
  return model.converged ? {} : { note: 'The fit of the model did not converge: take its numbers with care.' }
}

export const ltvModel = definePanel<LtvAnswer>({
  id: 'ltv_model',
  title: 'Lifetime value',
  question: 'Expected revenue of the customers of today over the next year',
  formula: ltvFormula,
  width: 12,
  cutBy: ltvCutBy,
  ask: (view) => [askLtv(view)],
  show: ([answer]) => {
    const { summary, reason } = answer
    if (summary.customers === 0) return { table: null, reason: reason ?? 'No orders by the end of this range.' }
    const facts = ltvFacts(answer)
    return {
      table: {
        columns: [
          { id: 'fact', title: 'Fact', unit: 'text' },
          { id: 'value', title: 'Value', unit: 'text' },
          { id: 'beside', title: 'Note', unit: 'text' },
        ],
        rows: [...facts, ...fitFacts(answer)].map(({ title, value, beside }) => [title, value, beside ?? null]),
        currency: null,
      },
      chart: <Facts facts={facts} />,
      ...noteOn(answer),
    }
  },
})
