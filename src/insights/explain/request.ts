import { type Static, Type } from 'typebox'
import { MetaSchema, spanProperties } from '../question.ts'

const Range = Type.Object(
  { from: spanProperties.from, to: spanProperties.to },
  { additionalProperties: false, description: 'The time to compare with' },
)

/** Why a measure changed between two ranges. */
export const ExplainRequestSchema = Type.Object(
  {
    metric: Type.String({
      maxLength: 200,
      description:
        'A sum (gmv, orders, stock_on_hand) or a rate that counts its observations (payment_success_rate, aov)',
    }),
    ...spanProperties,
    compared: Range,
    dimensions: Type.Optional(
      Type.Array(Type.String({ maxLength: 200 }), {
        maxItems: 40,
        uniqueItems: true,
        description: 'By which of its dimensions; by all of them where none is named',
      }),
    ),
    limit: Type.Integer({ minimum: 1, maximum: 100, default: 10, description: 'How many segments of each dimension' }),
  },
  { additionalProperties: false },
)
export type ExplainRequest = Static<typeof ExplainRequestSchema>

const Maybe = (description: string) => Type.Union([Type.Number(), Type.Null()], { description })

export const IntervalSchema = Type.Union([Type.Object({ low: Type.Number(), high: Type.Number() }), Type.Null()], {
  description: '95 % interval of the change; null where its noise is not known, as of levels and quantities',
})

const sides = {
  previous: Maybe('The measure before; null where there was none'),
  current: Maybe('The measure now'),
  n_previous: Maybe('How many events or observations it rested on; null where that is not counted'),
  n_current: Maybe('The same now'),
}

const Segment = Type.Object(
  {
    filters: Type.Record(Type.String(), Type.Union([Type.String(), Type.Null()]), {
      description: 'What the segment is: a value of each dimension, null for none',
    }),
    ...sides,
    contribution: Type.Number({ description: 'What it added to the change, in the unit of the measure' }),
    share: Maybe('contribution / change; null without a change'),
    mix_effect: Maybe('Of a rate: what it added by its share of the observations'),
    rate_effect: Maybe('Of a rate: what it added by its own rate'),
    expected: Type.Number({ description: 'What it would have added, had all segments changed alike' }),
    interval: IntervalSchema,
    stands_out: Type.Boolean({ description: 'Whether it added more, or less, than expected, beyond noise' }),
  },
  { title: 'ExplainedSegment' },
)
export type ExplainedSegment = Static<typeof Segment>

const Breakdown = Type.Object(
  {
    dimensions: Type.Array(Type.String()),
    of: Type.Union([Type.String(), Type.Null()], {
      description: 'The measure that was counted in each segment in place of the rate itself, such as payments_failed',
    }),
    segments: Type.Array(Segment, { description: 'Largest contribution first' }),
    others: Type.Object(
      { segments: Type.Integer(), contribution: Type.Number() },
      { description: 'Segments beyond the limit, together' },
    ),
    unattributed: Type.Number({
      description: 'What is left of the change: of suppressed segments, or that count the same thing several times',
    }),
    withheld: Type.Integer({ description: 'How many segments are suppressed' }),
  },
  { title: 'ExplainedDimension' },
)
export type Breakdown = Static<typeof Breakdown>

export const verdicts = ['explained', 'alike', 'noise', 'unchanged', 'no_value'] as const
export const skipReasons = ['one_value', 'too_many_values', 'time'] as const

export const ExplainAnswerSchema = Type.Object({
  metric: Type.String(),
  kind: Type.String({ enum: ['sum', 'rate'] }),
  ...sides,
  change: Maybe('current − previous'),
  interval: IntervalSchema,
  verdict: Type.String({
    enum: [...verdicts],
    description:
      'explained: some segments changed otherwise than the rest; alike: the change is the same everywhere, and no dimension ' +
      'explains it; noise: no more than chance gives; unchanged; no_value: of one of the two ranges there is none',
  }),
  top: Type.Array(Segment, {
    maxItems: 5,
    description: 'Segments of all dimensions that stand out and changed the measure in its direction',
  }),
  breakdowns: Type.Array(Breakdown, {
    description: 'By each dimension; contributions and unattributed add up to change',
  }),
  crossed: Type.Union([Breakdown, Type.Null()], {
    description: 'Of payments: gateway × method × decline code × country',
  }),
  skipped: Type.Array(Type.Object({ dimension: Type.String(), reason: Type.String({ enum: [...skipReasons] }) }), {
    description: 'Dimensions that explain nothing: all has one value, or there are too many values or too little time',
  }),
  meta: Type.Object({
    ...MetaSchema.properties,
    currency: Type.Union([Type.String(), Type.Null()]),
    compared: Type.Object({ from: Type.String(), to: Type.String() }),
  }),
})
export type ExplainAnswer = Static<typeof ExplainAnswerSchema>
