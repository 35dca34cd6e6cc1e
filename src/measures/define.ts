import type { Condition } from './condition.ts'
import type { State } from './state.ts'

/** What a request may break down or filter by (contract, section 3), in the words of the warehouse's columns. */
export type Dimension = string

/** What only a visitor with a browser or a campaign behind them has. */
const browsing: readonly Dimension[] = ['device_type', 'campaign']
/** Where, on what, by whom and from where: what a visitor does can be cut by all of these. */
export const context: readonly Dimension[] = [
  'country',
  'region',
  'city',
  'channel',
  ...browsing,
  'cohort',
  'provider',
  'producer',
]
/** The same of what is worn, sent or paid by the month, behind which no visitor with a browser or a campaign stands. */
export const personContext = context.filter((it) => !browsing.includes(it))
/** What an order line says; an event without lines has its own value. */
export const item: readonly Dimension[] = ['category', 'brand', 'product_id', 'lot']
/** What events of one domain say: of a payment, a parcel, a device, a subscription, a campaign, the event itself. */
const ofDomains: readonly Dimension[] = [
  ...['gateway', 'method', 'currency', 'decline_code', 'warehouse_id', 'carrier'],
  ...['wearable_type', 'severity', 'firmware', 'metric', 'plan', 'medium', 'placement', 'type', 'action'],
]
/** Beyond those that the contract names; it allows others. */
const beyondContract: readonly Dimension[] = [
  ...['position', 'query', 'promotion_id', 'affiliate_id', 'reason', 'term', 'tier', 'template'],
]
/** All of them, in the order of the contract. A new dimension is one more word in one of the groups. */
export const dimensions: readonly Dimension[] = [...context, ...item, ...ofDomains, ...beyondContract]

/** The same of goods, behind which no person stands. */
export const goodsContext: readonly Dimension[] = ['producer']
/**
 * Dimensions of a ratio of events of different types, which different services send: by producer each side would be held
 * against the nothing of the other, and 0 % of the shop's visits be paid.
 */
export const ofSeveralSenders = (given: readonly Dimension[]) => given.filter((it) => it !== 'producer')
/** What events of a device say of it. */
export const wearable: readonly Dimension[] = ['wearable_type', 'lot', 'firmware']
/** How an order was paid; an event without a gateway of its own has that of its order's captured payment. */
export const payment: readonly Dimension[] = ['gateway', 'method']

/** Dimensions whose column is a number that may be missing; its values are written in digits. */
export const numbered: ReadonlySet<Dimension> = new Set(['position'])

/**
 * `ratio` is a share from 0 to 1 or a mean per unit, `times` how often over; `money` is in the answer's currency, in
 * major units; `distribution` is a list of counts by bins.
 */
export const units = ['money', 'count', 'ratio', 'times', 'milliseconds', 'hours', 'days', 'distribution'] as const
export type Unit = (typeof units)[number]

/** The value of a measure: null where there is nothing to divide by or to take a quantile of. */
export type Value = number | null | number[]

export type SumKind = 'count' | 'sum' | 'distinct' | 'quantile' | 'distribution'

/** A piece of a measure over any events: the planner turns it into SQL over events and, if it adds up, over rollups. */
export interface Sum<Kind extends SumKind = SumKind> {
  readonly kind: Kind
  /** SQL of what is summed or looked at, or the column whose different values are counted; '' for a count. */
  readonly of: string
  readonly when: Condition
  /** ClickHouse type of the sum: whole numbers or Decimal, so that its order does not matter. */
  readonly as: string
  /** Amounts in the event's currency, which must be converted before they are added. */
  readonly money: boolean
  /** The level of a quantile, 0 to 1. */
  readonly level?: number
  /** True where its events are few or it does not add up: it is read from events, and no rollup keeps it. */
  readonly fromEvents?: boolean
  /** Dimensions that its events do not have: what is asked by one of these holds each value against all of them. */
  readonly across?: readonly Dimension[]
}

/** What a sum comes to: a quantile of nothing is null, a distribution is a count for each bin. */
export type SumValue<Kind extends SumKind = SumKind> = Kind extends 'distribution'
  ? number[]
  : Kind extends 'quantile'
    ? number | null
    : number

const plain = { as: 'UInt64', money: false } as const

/** How many events. */
export const count = (when: Condition): Sum<'count'> => ({ ...plain, kind: 'count', of: '', when })

/** Σ of an SQL expression, cast to `as` first. Null counts as nothing. */
export const sum = (of: string, when: Condition, as = 'Decimal(38, 12)'): Sum<'sum'> => ({
  ...plain,
  kind: 'sum',
  of,
  when,
  as,
})

/** Σ of amounts of money in the events' currencies. */
export const money = (of: string, when: Condition, as?: string): Sum<'sum'> => ({ ...sum(of, when, as), money: true })

/** The type of sums of products, such as quantity × price, which may have 23 digits each: a Decimal(38, 12) would wrap around. */
export const ofProducts = 'Decimal(76, 12)'

/** How many different values of a column, the empty one aside: exact to 30 000, within 0.2 % beyond. */
export const distinct = (of: string, when: Condition = {}): Sum<'distinct'> => ({
  ...plain,
  kind: 'distinct',
  of,
  when,
})

/** The value below which a share of all values lies, between two values in proportion. Exact, and so read from events. */
export const quantile = (level: number, of: string, when: Condition): Sum<'quantile'> => ({
  ...plain,
  kind: 'quantile',
  of,
  when,
  level,
  fromEvents: true,
})

/** How many events by ten equal bins of a value from 0 to 1; each bin begins with its lower bound, the last has 1 too. */
export const distribution = (of: string, when: Condition): Sum<'distribution'> => ({
  ...plain,
  kind: 'distribution',
  of,
  when,
  fromEvents: true,
})
export const bins = 10

/** The same sum, kept out of rollups: each column of one takes its part of every insert, and few events are read at once. */
export const ofFew = <Kind extends SumKind>(sum: Sum<Kind>): Sum<Kind> => ({ ...sum, fromEvents: true })

/** The same sum, whole for each value of dimensions that only the other events of its measure have. */
export const across = <Kind extends SumKind>(sum: Sum<Kind>, ...dimensions: Dimension[]): Sum<Kind> => ({
  ...sum,
  across: dimensions,
})

/** What a sum comes to over no events. */
export function nothing({ kind }: Sum): SumValue {
  if (kind === 'quantile') return null
  return kind === 'distribution' ? new Array<number>(bins).fill(0) : 0
}

/** What stands for the tenant's time zone in SQL. */
export const tenantZone = '{tenant_timezone:String}'

/** Whether the tenant's time zone changes what the sum takes. */
export const isZoned = (sum: Sum) => sum.when.where?.includes(tenantZone) === true

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
  /** Pieces from the service's own records, in place of sums, with what each is where none was kept (records.ts). */
  readonly records?: Readonly<Record<string, number | null>>
  /** Other measures that it is made of. */
  readonly uses: readonly string[]
  readonly unit: Unit
  readonly dimensions: readonly Dimension[]
  /** Why it is null where there is nothing to divide by: what it rests on was never recorded. */
  readonly unknown?: 'not_counted'
  /** The division: from the values of sums and used measures to the value; null without a denominator. */
  readonly compute: (values: Readonly<Record<string, SumValue>>) => Value
  /** On how many observations a ratio rests, where its denominator counts some: over few of them it says little. */
  readonly observations?: ((values: Readonly<Record<string, SumValue>>) => number) | undefined
  /** Whether the numerator counts some of the observations of the denominator: the noise of a share of them is known. */
  readonly isShare?: true
  /** The measure that counts the observations by which a share falls short of 1, such as failed payments. */
  readonly complement?: string
}

type Sums = Readonly<Record<string, Sum>>

/** The values of a measure's own sums and states, and of the measures that it uses, of which none is null. */
type Values<Own extends Sums, Others extends string> = {
  readonly [Name in keyof Own]: SumValue<Own[Name]['kind']>
} & { readonly [Name in Others]: number }

interface Declared<Own extends Sums, Used extends string, Stated extends string> {
  readonly id: string
  readonly title: string
  readonly question: string
  readonly numerator: string
  readonly denominator?: string
  readonly sums?: Own
  readonly states?: Readonly<Record<Stated, State>>
  readonly uses?: readonly Used[]
  readonly unknown?: 'not_counted'
  readonly unit: Unit
  readonly dimensions: readonly Dimension[]
  readonly compute: (values: Values<NoInfer<Own>, NoInfer<Used | Stated>>) => Value
  readonly observations?: ((values: Values<NoInfer<Own>, NoInfer<Used | Stated>>) => number) | undefined
  readonly isShare?: true
  readonly complement?: NoInfer<Used>
}

/** Declares a measure. A measure that uses one whose value is null is itself null, without asking `compute`. */
export function defineMeasure<
  const Own extends Sums = Record<never, Sum>,
  const Used extends string = never,
  const Stated extends string = never,
>(declared: Declared<Own, Used, Stated>): Measure {
  const { numerator, denominator = null, sums = {}, states = {}, uses = [] } = declared
  const formula = denominator === null ? numerator : `${numerator} / ${denominator}`
  // `compute` uses the names in `sums`, `states` and `uses`, which are those of the values.
  const compute = declared.compute as Measure['compute']
  const observations = declared.observations as Measure['observations']
  return Object.freeze({ ...declared, denominator, formula, sums, states, uses, compute, observations })
}

/** The name of a sum in rollups and answers of the engine. */
export const sumName = (measure: Measure, name: string) => `${measure.id}_${name}`

/** A division that has no answer without a denominator. */
export const divide = (numerator: number, denominator: number) => (denominator === 0 ? null : numerator / denominator)
