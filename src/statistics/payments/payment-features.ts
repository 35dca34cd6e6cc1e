import type { SparseRow } from '../logistic.ts'
import type { PaymentFacts } from './attempt.ts'

/** How payments become rows of numbers; made of what was known, so that what comes later moves no column. */
export interface PaymentFeatures {
  /** What each column stands for, such as `gateway=stripe`. */
  readonly columns: readonly string[]
  /** Mean and standard deviation of the logarithm of amounts, by currency. */
  readonly amounts: Readonly<Record<string, Spread>>
  /** null where no payment carries a score of its own. */
  readonly risk: Spread | null
}

interface Spread {
  readonly mean: number
  readonly deviation: number
}

/** Payments of a value for it to have a column; rarer ones count as the average. */
const leastOfValue = 20
const mostValues = 50

export const amountColumn = 'amount (log, standard deviations)'
export const riskColumn = 'risk_score (standard deviations)'

const hours = ['00–05', '06–11', '12–17', '18–23']

const valuesOf = ({ gateway, method, country, hour, attempt }: PaymentFacts): string[] => [
  `gateway=${gateway}`,
  `method=${method}`,
  ...(country === '' ? [] : [`country=${country}`]),
  `hour=${hours[Math.floor(hour / 6)]}`,
  `attempt=${attempt > 2 ? '3 or later' : attempt}`,
]

export function featuresOf(known: readonly PaymentFacts[]): PaymentFeatures {
  const counts = new Map<string, number>()
  for (const value of known.flatMap(valuesOf)) counts.set(value, (counts.get(value) ?? 0) + 1)
  const frequent = [...counts].filter(([, count]) => count >= leastOfValue)
  const kinds = Map.groupBy(frequent, ([value]) => value.slice(0, value.indexOf('=')))
  const columns = [...kinds.values()].flatMap((values) =>
    values
      .toSorted(([a, of], [b, than]) => than - of || (a < b ? -1 : 1))
      .slice(0, mostValues)
      .map(([value]) => value),
  )
  const byCurrency = Map.groupBy(known, ({ currency }) => currency)
  const amounts = Object.fromEntries(
    [...byCurrency].map(([currency, some]) => [currency, spreadOf(some.map(({ amount }) => logOf(amount)))]),
  )
  const risks = known.flatMap(({ risk }) => risk ?? [])
  const risk = risks.length < leastOfValue ? null : spreadOf(risks)
  return { columns: [...columns, amountColumn, ...(risk === null ? [] : [riskColumn])], amounts, risk }
}

/** A payment in columns. What no column knows counts as the average. */
export function rowOf({ columns, amounts, risk }: PaymentFeatures, payment: PaymentFacts): SparseRow {
  const places = placesOf(columns)
  const row: (readonly [number, number])[] = valuesOf(payment).flatMap((value) => {
    const column = places.get(value)
    return column === undefined ? [] : [[column, 1] as const]
  })
  const add = (name: string, spread: Spread | null | undefined, value: number | null) => {
    const column = places.get(name)
    if (column === undefined || !spread || value === null || spread.deviation === 0) return
    row.push([column, (value - spread.mean) / spread.deviation])
  }
  add(amountColumn, amounts[payment.currency], logOf(payment.amount))
  add(riskColumn, risk, payment.risk)
  return row
}

const known = new WeakMap<readonly string[], ReadonlyMap<string, number>>()
function placesOf(columns: readonly string[]): ReadonlyMap<string, number> {
  const places = known.get(columns) ?? new Map(columns.map((name, column) => [name, column]))
  known.set(columns, places)
  return places
}

const logOf = (amount: number) => Math.log(Math.max(amount, 0.01))

function spreadOf(values: readonly number[]): Spread {
  const mean = values.reduce((sum, it) => sum + it, 0) / values.length
  return { mean, deviation: Math.sqrt(values.reduce((sum, it) => sum + (it - mean) ** 2, 0) / values.length) }
}
