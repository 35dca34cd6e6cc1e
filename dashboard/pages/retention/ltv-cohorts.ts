import { definePanel } from '../../panels/panel.ts'
import { askLtv, type LtvAnswer, ltvCutBy, ltvFormula } from './ltv-answer.ts'

export const ltvCohorts = definePanel<LtvAnswer>({
  id: 'ltv_cohorts',
  title: 'Lifetime value by cohort',
  question: 'By the month of the first order',
  formula: ltvFormula,
  width: 12,
  cutBy: ltvCutBy,
  ask: (view) => [askLtv(view)],
  show: ([{ cohorts, currency }]) => {
    if (cohorts.length === 0) return { table: null, reason: 'No orders by the end of this range.' }
    return {
      table: {
        columns: [
          { id: 'cohort', title: 'Cohort', unit: 'text' },
          { id: 'customers', title: 'Customers', unit: 'count' },
          { id: 'orders', title: 'Orders', unit: 'count' },
          { id: 'mean_frequency', title: 'Repeat purchase days, mean', unit: 'count' },
          { id: 'spent', title: 'Spent', unit: 'money' },
          { id: 'expected_value', title: 'Predicted 12-month revenue', unit: 'money' },
        ],
        rows: cohorts.map((it) => [
          ...[it.cohort, it.customers, it.orders, it.mean_frequency, it.spent, it.expected_value],
        ]),
        currency,
      },
    }
  },
})
