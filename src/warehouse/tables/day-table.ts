import { createHash } from 'node:crypto'
import { type Measures, sumsOf } from '../../measures/catalogue.ts'
import { type Dimension, type Sum, typesOf } from '../../measures/define.ts'
import { type Columns, columnsIn, relation } from '../sql/relation.ts'
import { rollupState, rollupType } from '../sql/sum.ts'

/**
 * Sums by the day (UTC) and by some dimensions. Nothing feeds it while events are written: days that have ended are filled from events
 * (writing/fill-days.ts), and a day is read only while its events are those of the rollup `total`, by count and checksum.
 */
export interface DayTable {
  /** `stored_<name>_<hash>`: another definition is another table. */
  readonly table: string
  readonly name: string
  readonly keys: readonly Dimension[]
  /** Column → sum. */
  readonly sums: ReadonlyMap<string, Sum>
  /** SQL of the table's columns. */
  readonly columns: string
  /** The order of its rows. */
  readonly order: readonly string[]
  /**
   * SQL of its rows, but for `made`, from events.
   * @param some the sums that are needed; without it all, and what the rows were made of
   */
  readonly select: (source: (columns: string) => string, some?: Columns) => string
}

interface Choice {
  readonly name: string
  readonly keys: readonly Dimension[]
  /** Only sums of measures that may be cut by this. */
  readonly of?: Dimension
}

/** The smallest first: a question takes the first that covers it. The names are those of the views for analysts. */
const choices: readonly Choice[] = [
  { name: 'kpi_daily', keys: ['currency'] },
  { name: 'device_metrics', keys: ['firmware', 'lot', 'wearable_type'], of: 'firmware' },
  { name: 'kpi_daily_by_campaign', keys: ['campaign', 'channel', 'country', 'currency'], of: 'campaign' },
  { name: 'kpi_daily_by_place', keys: ['city', 'region', 'country', 'currency'], of: 'city' },
]

const dayOfEvent = "toStartOfDay(toDateTime(occurred_at, 'UTC')) AS day"

/** The tables of days that these measures ask for. */
export const dayTablesOf = (measures: Measures, columns: Columns): DayTable[] =>
  choices.map((choice) => dayTableOf(choice, measures, columns))

function dayTableOf({ name, keys, of }: Choice, measures: Measures, columns: Columns): DayTable {
  const cut = [...measures.values()].filter(({ dimensions }) => of === undefined || dimensions.includes(of))
  const sums = new Map(
    [...sumsOf(cut)].filter(([, sum]) => {
      // What every event has would be read by lines where a lot is asked for, and amounts have to be told apart by currency.
      const isTold = of === undefined || keys.includes('currency') || (typesOf(sum) !== undefined && !sum.money)
      return sum.fromEvents !== true && isTold
    }),
  )
  const order = ['tenant_id', 'day', ...keys]
  const select = (source: (columns: string) => string, some?: Columns) => {
    const kept = [
      ...keys.map((dimension) => `toString(${dimension}) AS ${dimension}`),
      ...(some === undefined ? ['count() AS events', 'groupBitXor(checksum) AS checksum'] : []),
      ...[...sums].flatMap(([column, sum]) =>
        some?.has(column) === false ? [] : [`${rollupState(sum)} AS ${column}`],
      ),
    ]
    const expressions = ['tenant_id', dayOfEvent, ...kept].join(', ')
    const used = columnsIn(expressions, columns)
    const rows = relation({ lines: false, paid: false }, used, source)
    return `SELECT ${expressions} FROM ${rows} GROUP BY ${order.join(', ')}`
  }
  const columnsSql = [
    'tenant_id LowCardinality(String)',
    "day DateTime('UTC')",
    ...keys.map((dimension) => `${dimension} LowCardinality(String)`),
    'events UInt64',
    'checksum Int64',
    ...[...sums].map(([column, sum]) => `${column} ${plainTypeOf(sum)}`),
    'made UInt64',
  ].join(', ')
  const hash = createHash('sha256')
    .update(select((some) => `(SELECT ${some} FROM events)`) + columnsSql)
    .digest('hex')
    .slice(0, 12)
  return { table: `stored_${name}_${hash}`, name, keys, sums, columns: columnsSql, order, select }
}

/** Rows of a table of days are never merged with each other. */
const plainTypeOf = (sum: Sum) =>
  rollupType(sum)
    .replace(/^SimpleAggregateFunction\(\w+, /, '')
    .slice(0, -1)
