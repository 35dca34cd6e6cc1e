import type { State } from './state.ts'

/** What a request may cut or filter by (contract, section 3), in the words of the warehouse's columns. */
export const dimensions: readonly Dimension[] = [
  ...['country', 'region', 'city', 'channel', 'device_type', 'campaign', 'cohort', 'producer'],
  ...['category', 'brand', 'product_id', 'lot'],
  ...['gateway', 'method', 'currency', 'decline_code', 'warehouse_id', 'carrier'],
  ...['severity', 'firmware', 'metric', 'plan', 'medium', 'placement', 'type', 'action'],
]
export type Dimension = string

/** Where, on what and by whom: every event can be cut by these. */
export const context = dimensions.slice(0, 8)
/** What an order line says; an event without lines has its own value. */
export const item = dimensions.slice(8, 12)
/** How an order was paid; an event without a gateway of its own has that of its order's captured payment. */
export const payment: readonly Dimension[] = ['gateway', 'method']

/** `ratio` is a share from 0 to 1 or a mean per unit; `money` is in the answer's currency, in major units. */
export type Unit = 'money' | 'count' | 'ratio' | 'times' | 'hours' | 'days'

/** The events that a sum takes. `where` is SQL over warehouse columns; `{timezone:String}` stands for the request's zone. */
export interface Condition {
  readonly type?: string | readonly string[]
  readonly action?: string
  readonly where?: string
}

/** A piece that adds up over any events: the planner turns it into SQL over events and over rollups. */
export interface Sum {
  readonly kind: 'count' | 'sum' | 'distinct'
  /** SQL of what is summed, or the column whose different values are counted; '' for a count. */
  readonly of: string
  readonly when: Condition
  /** ClickHouse type of the sum: whole numbers or Decimal, so that its order does not matter. */
  readonly as: string
  /** Amounts in the event's currency, which must be converted before they are added. */
  readonly money: boolean
}

/** How many events. */
export const count = (when: Condition): Sum => ({ kind: 'count', of: '', when, as: 'UInt64', money: false })

/** Σ of an SQL expression, cast to `as` first. Null counts as nothing. */
export const sum = (of: string, when: Condition, as = 'Decimal(38, 12)'): Sum => ({
  kind: 'sum',
  of,
  when,
  as,
  money: false,
})

/** Σ of amounts of money in the events' currencies. */
export const money = (of: string, when: Condition): Sum => ({ ...sum(of, when), money: true })

/** How many different values of a column, the empty one aside: exact to 30 000, within 0.2 % beyond. */
export const distinct = (of: string, when: Condition = {}): Sum => ({
  kind: 'distinct',
  of,
  when,
  as: 'UInt64',
  money: false,
})

/** Whether the request's time zone changes what the sum takes. */
export const isZoned = (sum: Sum) => sum.when.where?.includes('{timezone:String}') === true

/** The event types that a sum takes; undefined means all. */
export const typesOf = ({ when: { type } }: Sum): readonly string[] | undefined =>
  typeof type === 'string' ? [type] : type

/** A measure: everything that the service does with it follows from this. */
export interface Measure {
  readonly id: string
  readonly title: string
  /** The question that it answers, as the catalogue shows it. */
  readonly question: string
  readonly numerator: string
  readonly denominator: string | null
  /** Numerator and denominator in one line. */
  readonly formula: string
  /** Sums of its own, by name; the warehouse keeps each as `<id>_<name>`. */
  readonly sums: Readonly<Record<string, Sum>>
  /** What it takes of the time before the bucket, by name. */
  readonly states: Readonly<Record<string, State>>
  /** Other measures that it is made of. */
  readonly uses: readonly string[]
  readonly unit: Unit
  readonly dimensions: readonly Dimension[]
  /** The division: from the values of sums and used measures to the value; null without a denominator. */
  readonly compute: (values: Readonly<Record<string, number>>) => number | null
}

interface Declared<Name extends string, Used extends string, Stated extends string> {
  readonly id: string
  readonly title: string
  readonly question: string
  readonly numerator: string
  readonly denominator?: string
  readonly sums?: Readonly<Record<Name, Sum>>
  readonly states?: Readonly<Record<Stated, State>>
  readonly uses?: readonly Used[]
  readonly unit: Unit
  readonly dimensions: readonly Dimension[]
  readonly compute: (values: Readonly<Record<NoInfer<Name | Used | Stated>, number>>) => number | null
}

/** Declares a measure. A measure that uses one whose value is null is itself null, without asking `compute`. */
export function defineMeasure<
  const Name extends string = never,
  const Used extends string = never,
  const Stated extends string = never,
>(declared: Declared<Name, Used, Stated>): Measure {
  const { numerator, denominator = null, sums = {}, states = {}, uses = [] } = declared
  const formula = denominator === null ? numerator : `${numerator} / ${denominator}`
  return Object.freeze({ ...declared, denominator, formula, sums, states, uses })
}

/** The name of a sum in rollups and answers of the engine. */
export const sumName = (measure: Measure, name: string) => `${measure.id}_${name}`

/** A division that has no answer without a denominator. */
export const divide = (numerator: number, denominator: number) => (denominator === 0 ? null : numerator / denominator)
