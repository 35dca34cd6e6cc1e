import { createHash } from 'node:crypto'
import type { Measures } from '../../measures/catalogue.ts'
import { statesOf, sumsOf } from '../../measures/catalogue.ts'
import type { Condition } from '../../measures/condition.ts'
import { type Dimension, distinct, type Sum, typesOf } from '../../measures/define.ts'
import { type Columns, columnsIn, relation, type Shape } from '../sql/relation.ts'
import { amountsOf, rollupState, rollupType } from '../sql/sum.ts'

/** Sums by the hour (UTC) and by some dimensions, kept by the engine itself while events are written. */
export interface Rollup {
  /** `rollup_<name>_<hash>`: another definition is another table. */
  readonly table: string
  readonly name: string
  readonly keys: readonly Dimension[]
  readonly shape: Shape
  /** The event types that are in it; undefined where all are. */
  readonly types: readonly string[] | undefined
  /** Column → sum. */
  readonly sums: ReadonlyMap<string, Sum>
  /** SQL of the table's columns. */
  readonly columns: string
  /** The order of its rows. */
  readonly order: readonly string[]
  /** SQL that fills it from a relation over `source`; the caller may put conditions on `hour` and `tenant_id`. */
  readonly select: (source: (columns: string) => string) => string
  /** The same with minutes in place of hours and with these columns alone: for hours that a question cuts in two. */
  readonly byMinute: (source: (columns: string) => string, some: Columns) => string
  /** The same rows, counted by tenant and hour alone, with the XOR of their checksums: to compare with. */
  readonly tally: (source: (columns: string) => string) => string
}

interface Choice {
  readonly name: string
  readonly keys: readonly Dimension[]
  /** Only events of these types. */
  readonly types?: readonly string[]
  readonly lines?: boolean
}

/**
 * Beside the total by currency, the smallest first: a request takes the first that covers it. Each costs 10 to 20 ms of
 * every insert, so what few events have (a reading's lot, a parcel's carrier) is read from events instead.
 */
const choices = [
  { name: 'context', keys: ['country', 'channel', 'device_type', 'gateway', 'method', 'currency'] },
  { name: 'line', keys: ['category', 'brand', 'product_id', 'currency'], types: ['order', 'return'], lines: true },
] satisfies Choice[]

/**
 * Beside the measures' sums: what shows that a rollup has drifted from its events, which batches are in it (complete-batch.ts), and
 * how fresh it is.
 */
const bookkeeping = [
  ['events', 'SimpleAggregateFunction(sum, UInt64)', 'count()'],
  ['checksum', 'SimpleAggregateFunction(groupBitXor, Int64)', 'groupBitXor(checksum)'],
  [
    'batch_marks',
    'SimpleAggregateFunction(groupUniqArrayArray, Array(UInt64))',
    'groupUniqArrayIf(batch_mark, batch_mark != 0)',
  ],
  ['last_received', "SimpleAggregateFunction(max, DateTime64(6, 'UTC'))", 'max(received_at)'],
] as const

const hourOfEvent = "toStartOfHour(toDateTime(occurred_at, 'UTC')) AS hour"
const minuteOfEvent = "toStartOfMinute(toDateTime(occurred_at, 'UTC')) AS hour"

/** What the view of a rollup takes of an insert. */
export const fedEvents = (columns: string, table = 'events') => `(SELECT ${columns} FROM ${table} WHERE unfed = 0)`

/** The name of the column that counts the amounts of a money sum. */
export const amountsName = (sum: string) => `${sum}_amounts`

/** The columns of a rollup that count amounts, of all its sums of money. */
export const amountColumns = ({ sums }: Pick<Rollup, 'sums'>): string[] =>
  [...sums].filter(([, sum]) => sum.money).map(([name]) => amountsName(name))

/** The name of the column that holds the different values of a column over all events. */
export const activeName = (of: string) => `active_${of}`

/** What `active` states need, whatever days they look at. */
const activeSums = (measures: Measures, byPerson: Condition) =>
  [...statesOf([...measures.values()]).values()].flatMap((state) =>
    state.kind === 'active' ? [[activeName(state.of), distinct(state.of, byPerson)] as const] : [],
  )

/** The rollups that these measures ask for; the first has every event in it. */
export function rollupsOf(measures: Measures, columns: Columns, byPerson: Condition): [Rollup, ...Rollup[]] {
  const total = rollupOf({ name: 'total', keys: ['currency'] }, measures, columns, byPerson)
  return [total, ...choices.map((choice) => rollupOf(choice, measures, columns, byPerson))]
}

function rollupOf(
  { name, keys, types, lines = false }: Choice,
  measures: Measures,
  columns: Columns,
  byPerson: Condition,
): Rollup {
  const shape = { lines, paid: false }
  const sums = new Map<string, Sum>()
  for (const [column, sum] of [...sumsOf([...measures.values()]), ...activeSums(measures, byPerson)]) {
    if (sum.fromEvents) continue
    if (types !== undefined && !typesOf(sum)?.every((type) => types.includes(type))) continue
    sums.set(column, sum)
    if (sum.money) sums.set(amountsName(column), amountsOf(sum))
  }
  // Where there are several keys, values of the first, which is filtered by most, are found without reading the others.
  const [first = '', ...rest] = keys
  const order = rest.length === 0 ? ['tenant_id', 'hour', first] : ['tenant_id', first, 'hour', ...rest]
  const kept = [
    ...keys.map((dimension) => [dimension, `toString(${dimension})`] as const),
    ...bookkeeping.map(([column, , sql]) => [column, sql] as const),
    ...[...sums].map(([column, sum]) => [column, rollupState(sum)] as const),
  ]
  const where = types === undefined ? '' : `WHERE type IN (${types.map((type) => `'${type}'`).join(', ')})`
  const selectBy = (time: string, some: typeof kept, source: (columns: string) => string) => {
    const expressions = ['tenant_id', time, ...some.map(([column, sql]) => `${sql} AS ${column}`)].join(', ')
    const used = columnsIn(`${expressions} ${where}`, columns)
    return `SELECT ${expressions} FROM ${relation(shape, used, source)} ${where} GROUP BY ${order.join(', ')}`
  }
  const select = (source: (columns: string) => string) => selectBy(hourOfEvent, kept, source)
  const byMinute = (source: (columns: string) => string, some: Columns) =>
    selectBy(
      minuteOfEvent,
      kept.filter(([column]) => keys.includes(column) || some.has(column)),
      source,
    )
  const counted = columnsIn('tenant_id occurred_at checksum type', columns)
  const tally = (source: (columns: string) => string) =>
    `SELECT tenant_id, ${hourOfEvent}, count() AS events, groupBitXor(checksum) AS checksum
    FROM ${relation(shape, counted, source)} ${where} GROUP BY tenant_id, hour`
  const columnsSql = [
    'tenant_id LowCardinality(String)',
    "hour DateTime('UTC')",
    ...keys.map((dimension) => `${dimension} LowCardinality(String)`),
    ...bookkeeping.map(([column, type]) => `${column} ${type}`),
    ...[...sums].map(([column, sum]) => `${column} ${rollupType(sum)}`),
  ].join(', ')
  const definition = select((some) => fedEvents(some)) + columnsSql
  const hash = createHash('sha256').update(definition).digest('hex').slice(0, 12)
  const table = `rollup_${name}_${hash}`
  return { table, name, keys, shape, types, sums, columns: columnsSql, order, select, byMinute, tally }
}
