import { type Static, Type } from 'typebox'
import { coverageProperties } from '../warehouse/sql/coverage.ts'
import { nullReasons } from './compute.ts'

const Word = Type.String({ maxLength: 200 })
const Value = Type.Union([Word, Type.Null()])

/** Values of one filter are alternatives; null means without a value. */
export const FiltersSchema = Type.Record(Type.String(), Type.Union([Value, Type.Array(Value, { maxItems: 1000 })]))

/** A question about measures (contract, section 5). */
export const QueryRequestSchema = Type.Object(
  {
    metrics: Type.Array(Word, { minItems: 1, maxItems: 60, uniqueItems: true }),
    from: Type.String({ description: 'Included: a date in the time zone, or an RFC 3339 moment' }),
    to: Type.String({ description: 'Not included: a date in the time zone, or an RFC 3339 moment' }),
    granularity: Type.Optional(Type.String({ enum: ['hour', 'day', 'week', 'month', 'total'], default: 'total' })),
    dimensions: Type.Optional(Type.Array(Word, { maxItems: 6, uniqueItems: true })),
    filters: Type.Optional(FiltersSchema),
    timezone: Type.Optional(Type.String({ default: 'UTC', description: 'An IANA name, such as Europe/Madrid' })),
    compare: Type.Optional(Type.String({ enum: ['previous_period', 'previous_year'] })),
    order_by: Type.Optional(Type.String({ description: 'time, a dimension or a metric; - before it: descending' })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000, default: 1000 })),
    observations: Type.Optional(
      Type.Boolean({
        description:
          'Adds on how many observations each rate rests, and the 95 % interval of shares (Wilson): to rows as `<metric>_observations`, ' +
          '`<metric>_low` and `<metric>_high`, to totals in `observations` and `intervals`',
      }),
    ),
    minimum_observations: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 1_000_000,
        description:
          'Wider buckets than `granularity` where a point of a share would rest on fewer; `meta.granularity` says which. Half of all ' +
          'observations lie in buckets of at least as many, unless fewer than four buckets would be left',
      }),
    ),
    explain: Type.Optional(Type.Boolean({ description: 'Adds the SQL that was run to meta' })),
  },
  { additionalProperties: false },
)
export type QueryRequest = Static<typeof QueryRequestSchema>

const Bins = Type.Array(Type.Number(), { description: 'A measure whose unit is distribution: counts by bins' })
const Cell = Type.Union([Type.String(), Type.Number(), Type.Null(), Bins])
const Rows = Type.Array(Type.Record(Type.String(), Cell))
const Totals = Type.Record(Type.String(), Type.Union([Type.Number(), Type.Null(), Bins]))
const TotalsByCurrency = Type.Record(Type.String(), Totals)
const Interval = Type.Object({ low: Type.Number(), high: Type.Number() })
const Period = {
  rows: Rows,
  totals: Totals,
  totals_by_currency: Type.Optional(TotalsByCurrency),
  observations: Type.Optional(
    Type.Record(Type.String(), Type.Union([Type.Number(), Type.Null()]), {
      description: 'Of the totals of rates: what their denominators count',
    }),
  ),
  intervals: Type.Optional(
    Type.Record(Type.String(), Type.Union([Interval, Type.Null()]), {
      description:
        'Of the totals of shares: the 95 % interval by Wilson; null where nothing was observed or it is above 1',
    }),
  ),
}

/** A row holds `time` (not for total), a value per dimension and one per metric, null where there is none. */
export const QueryAnswerSchema = Type.Object({
  ...Period,
  previous: Type.Optional(Type.Object(Period)),
  meta: Type.Object({
    currency: Type.Union([Type.String(), Type.Null()], { description: 'null: amounts are answered per currency' }),
    ...coverageProperties,
    source: Type.String({ enum: ['rollup', 'events'] }),
    granularity: Type.Optional(
      Type.String({
        enum: ['hour', 'day', 'week', 'month', 'total'],
        description: 'The buckets of the rows, where `minimum_observations` was asked for',
      }),
    ),
    typical_observations: Type.Optional(
      Type.Union([Type.Number(), Type.Null()], {
        description:
          'With `minimum_observations`: half of all observations lie in points that rest on at least as many; of several shares the ' +
          'fewest, null where there is none',
      }),
    ),
    truncated: Type.Boolean({ description: 'whether rows beyond the limit were left out' }),
    compared: Type.Optional(
      Type.Object(
        { from: Type.String(), to: Type.String() },
        { description: 'The range of `previous`, as moments in UTC; `to` is not included' },
      ),
    ),
    null_reasons: Type.Optional(
      Type.Record(Type.String(), Type.String({ enum: [...nullReasons] }), {
        description:
          'why the totals of measures are null: no stock was ever counted in what was asked for, a ratio has nothing to ' +
          'divide by, there is no value to take a quantile of, amounts in several currencies are not added, it rests on few devices, ' +
          'or a retention policy removed events that it rests on',
      }),
    ),
    removed: Type.Optional(
      Type.Array(Type.Object({ type: Type.String(), month: Type.String({ description: 'YYYY-MM, of UTC' }) }), {
        description:
          'Months of which a retention policy removed events that these figures rest on: they are null, which is not zero',
      }),
    ),
    suppressed: Type.Optional(
      Type.Integer({
        minimum: 0,
        description:
          "how many figures are null because they rest on fewer devices than the tenant's small_cell, or would disclose one that does",
      }),
    ),
    elapsed_ms: Type.Number({ description: 'what this call took' }),
    cached: Type.Optional(
      Type.Boolean({ description: 'true: worked out for another call, at most a second before this one' }),
    ),
    sql: Type.Optional(Type.Array(Type.String())),
  }),
})
export type QueryAnswer = Static<typeof QueryAnswerSchema>
export type AnswerRow = QueryAnswer['rows'][number]
export type Totals = QueryAnswer['totals']
