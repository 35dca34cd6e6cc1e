import { type Static, Type } from 'typebox'

const closed = { additionalProperties: false }
const Name = Type.String({ minLength: 1 })
const Scalar = Type.Union([Type.String(), Type.Number(), Type.Boolean()])

const NumberStyleSchema = Type.Object(
  {
    decimal: Type.Optional(Type.Enum(['.', ','])),
    thousands: Type.Optional(Type.Enum([',', '.', ' ', "'"])),
    currency: Type.Optional(Type.Boolean()),
    parentheses: Type.Optional(Type.Boolean()),
    percent: Type.Optional(Type.Boolean()),
  },
  closed,
)

/** Where a value comes from (exactly one of the first seven), and what is done with it, in this order. */
const ReadingSchema = Type.Object(
  {
    column: Type.Optional(Name),
    template: Type.Optional(Name),
    count: Type.Optional(Type.Literal('rows')),
    count_at_least: Type.Optional(Type.Integer({ minimum: 1 })),
    first_of: Type.Optional(Type.Array(Name, { minItems: 1 })),
    calc: Type.Optional(Name),
    compare: Type.Optional(Name),
    match: Type.Optional(Name),
    split: Type.Optional(Type.Object({ at: Name, part: Type.Integer({ minimum: 1 }) }, closed)),
    strip_suffix: Type.Optional(Name),
    take: Type.Optional(Type.Integer({ minimum: 1 })),
    upper: Type.Optional(Type.Boolean()),
    missing: Type.Optional(Type.Array(Type.String())),
    lookup: Type.Optional(Type.Record(Type.String(), Scalar)),
    else: Type.Optional(Scalar),
    number: Type.Optional(NumberStyleSchema),
    round: Type.Optional(Type.Integer({ minimum: 0, maximum: 12 })),
    rounding: Type.Optional(Type.Enum(['half_up', 'half_even'])),
    as: Type.Optional(Type.Enum(['integer', 'decimal', 'date', 'moment'])),
    /** One format, or several, of which the first that fits is taken. */
    format: Type.Optional(Type.Union([Name, Type.Array(Name, { minItems: 1 })])),
    zone: Type.Optional(Name),
    repeated: Type.Optional(Type.Enum(['first', 'second', 'error'])),
    skipped: Type.Optional(Type.Enum(['shift', 'error'])),
    pivot: Type.Optional(Type.Integer({ minimum: 0, maximum: 99 })),
    language: Type.Optional(Name),
    add_days: Type.Optional(Type.Union([Name, Type.Integer()])),
    at: Type.Optional(Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d$' })),
    negate: Type.Optional(Type.Boolean()),
    default: Type.Optional(Scalar),
    required: Type.Optional(Type.Boolean()),
  },
  { ...closed, minProperties: 1 },
)

const ValueSchema = Type.Union([Scalar, ReadingSchema])
const ValuesSchema = Type.Record(Type.String(), ValueSchema)
const SplitSchema = Type.Object({ column: Name, at: Name }, closed)
const LinesSchema = Type.Object({ each: ValuesSchema, split: Type.Optional(SplitSchema) }, closed)
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
    close_after_rows: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000 })),
    /** Complete at the end of the file, wherever its rows lie. */
    close: Type.Optional(Type.Literal('end')),
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
    format: Type.Enum(['csv', 'jsonl', 'json', 'fixed']),
    encoding: Type.Optional(Name),
    delimiter: Type.Optional(Type.Union([Type.Literal('auto'), Type.String({ minLength: 1, maxLength: 1 })])),
    skip_lines: Type.Optional(Type.Integer({ minimum: 0, maximum: 10_000 })),
    skip_until: Type.Optional(Name),
    header: Type.Optional(Type.Boolean()),
    columns: Type.Optional(
      Type.Array(
        Type.Union([
          Name,
          Type.Object({ name: Name, width: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })) }, closed),
        ]),
        { minItems: 1 },
      ),
    ),
    /** Where the list of a JSON document is. */
    path: Type.Optional(Name),
    /** What `${name}` stands for anywhere in the mapping, unless the import sets it. */
    parameters: Type.Optional(
      Type.Record(
        Type.String({ pattern: '^[a-z][a-z_]*$' }),
        Type.Object({ default: Type.String(), about: Name }, closed),
      ),
    ),
    /** Columns that a file may lack. */
    optional: Type.Optional(Type.Array(Name, { minItems: 1 })),
    /** Other names that a column goes by: of other versions and languages of the program that wrote the file. */
    aliases: Type.Optional(Type.Record(Name, Type.Array(Name, { minItems: 1 }))),
    /** Columns whose blank cells stand for the cell above. */
    carry: Type.Optional(Type.Array(Name, { minItems: 1 })),
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
export type NumberStyle = Static<typeof NumberStyleSchema>
export type Values = Static<typeof ValuesSchema>
export type Lines = Static<typeof LinesSchema>
export type EventShape = Static<typeof EventSchema>
