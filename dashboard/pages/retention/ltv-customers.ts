import { definePanel } from '../../panels/panel.ts'
import { askLtv, type LtvAnswer, ltvCutBy, ltvFormula } from './ltv-answer.ts'

export const ltvCustomers = definePanel<LtvAnswer>({
  id: 'ltv_customers',
  title: 'Lifetime value by customer',
  question: 'The 100 customers with the highest expected revenue',
  formula: ltvFormula,
  width: 12,
  cutBy: ltvCutBy,
  ask: (view) => [askLtv(view)],
  show: ([{ customers, currency }]) => {
    if (customers.length === 0) return { table: null, reason: 'No orders by the end of this range.' }
    return {
      table: {
        columns: [
          { id: 'user_id', title: 'Customer', unit: 'text' },
          { id: 'frequency', title: 'Repeat purchase days', unit: 'count' },
          { id: 'recency_days', title: 'Recency, days', unit: 'count' },
          { id: 'age_days', title: 'Age, days', unit: 'count' },
          { id: 'mean_value', title: 'Spent on a repeat day', unit: 'money' },
          { id: 'p_alive', title: 'Probability active', unit: 'ratio' },
          { id: 'expected_purchases', title: 'Days with orders in a year', unit: 'count' },
          { id: 'expected_value', title: 'Predicted 12-month revenue', unit: 'money' },
        ],
        rows: customers.map((it) => [
          ...[it.user_id, it.frequency, it.recency_days, it.age_days, it.mean_value],
          ...[it.p_alive, it.expected_purchases, it.expected_value],
        ]),
        currency,
      },
    }
  },
})
