import { type Static, Type } from 'typebox'

const closed = { additionalProperties: false }
const Name = Type.String({ minLength: 1 })
const Scalar = Type.Union([Type.String(), Type.Number(), Type.Boolean()])

/** Where a value comes from (exactly one of the first four), and what is done with it, in this order. */
const ReadingSchema = Type.Object(
  {
    column: Type.Optional(Name),
    template: Type.Optional(Name),
    count: Type.Optional(Type.Literal('rows')),
    count_at_least: Type.Optional(Type.Integer({ minimum: 1 })),
    strip_suffix: Type.Optional(Name),
    take: Type.Optional(Type.Integer({ minimum: 1 })),
    upper: Type.Optional(Type.Boolean()),
    missing: Type.Optional(Type.Array(Type.String())),
    lookup: Type.Optional(Type.Record(Type.String(), Scalar)),
    as: Type.Optional(Type.Enum(['integer', 'decimal', 'date', 'moment'])),
    format: Type.Optional(Name),
    zone: Type.Optional(Name),
    at: Type.Optional(Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d$' })),
    negate: Type.Optional(Type.Boolean()),
    default: Type.Optional(Scalar),
    required: Type.Optional(Type.Boolean()),
  },
  { ...closed, minProperties: 1 },
)

const ValueSchema = Type.Union([Scalar, ReadingSchema])
const ValuesSchema = Type.Record(Type.String(), ValueSchema)
const LinesSchema = Type.Object({ each: ValuesSchema }, closed)
const Words = Type.Union([Type.String(), Type.Array(Type.String(), { minItems: 1 })])

const ConditionSchema = Type.Object(
  {
    column: Name,
    is: Type.Optional(Words),
    is_not: Type.Optional(Words),
    starts_with: Type.Optional(Words),
    starts_not_with: Type.Optional(Words),
    above: Type.Optional(Type.Number()),
    at_least: Type.Optional(Type.Number()),
    below: Type.Optional(Type.Number()),
    at_most: Type.Optional(Type.Number()),
  },
  { ...closed, minProperties: 2 },
)

const GroupSchema = Type.Object(
  {
    by: Type.Array(ReadingSchema, { minItems: 1 }),
    /** A group is complete when this many rows have passed without one of its own. */
    close_after_rows: Type.Integer({ minimum: 1, maximum: 1_000_000 }),
  },
  closed,
)

const EventSchema = Type.Object(
  {
    type: Name,
    action: ValueSchema,
    occurred_at: ValueSchema,
    device_at: Type.Optional(ValueSchema),
    producer: ValueSchema,
    source_service: Type.Optional(ValueSchema),
    user_id: Type.Optional(ValueSchema),
    session_id: Type.Optional(ValueSchema),
    order_id: Type.Optional(ValueSchema),
    device_id: Type.Optional(ValueSchema),
    idempotency_key: ReadingSchema,
    context: Type.Optional(ValuesSchema),
    data: Type.Optional(Type.Record(Type.String(), Type.Union([Scalar, ReadingSchema, LinesSchema]))),
  },
  closed,
)

const RuleSchema = Type.Object(
  {
    where: Type.Optional(Type.Array(ConditionSchema)),
    /** Why rows that no rule above has taken are no event. Rules below do not see them. */
    skip: Type.Optional(Name),
    group: Type.Optional(GroupSchema),
    event: Type.Optional(EventSchema),
  },
  closed,
)

export const MappingSchema = Type.Object(
  {
    name: Type.String({ pattern: '^[a-z0-9_]{1,60}$' }),
    about: Type.Optional(Type.String()),
    format: Type.Enum(['csv', 'jsonl']),
    /** A list inside each row whose members become rows of their own. */
    unnest: Type.Optional(Name),
    rules: Type.Array(RuleSchema, { minItems: 1 }),
  },
  closed,
)

export type Mapping = Static<typeof MappingSchema>
export type Rule = Static<typeof RuleSchema>
export type Condition = Static<typeof ConditionSchema>
export type Reading = Static<typeof ReadingSchema>
export type Value = Static<typeof ValueSchema>
export type Values = Static<typeof ValuesSchema>
export type Lines = Static<typeof LinesSchema>
export type EventShape = Static<typeof EventSchema>
