import { type TSchema, Type } from 'typebox'

/**
 * How a value must be kept. `public` may travel everywhere; `personal` and `medical` are encrypted in the
 * ledger per person and never reach the warehouse, the feed, logs or traces in the clear.
 */
export type Label = 'public' | 'personal' | 'medical'

/** One field of an event's `data`. `required` is true for every action, or names the actions that need it. */
export interface Field {
  readonly schema: TSchema
  readonly label: Label
  readonly required: boolean | readonly string[]
  /** Sealed, and yet figures may be grouped by its words, which the warehouse knows by keyed tokens alone. */
  readonly grouped?: true
}

export type EnvelopeId = 'user_id' | 'session_id' | 'order_id' | 'device_id'

/** What events of one version of a type look like. */
export interface EventVersion {
  readonly type: string
  /** Who emits it, and when; one or two sentences shown in the catalogue. */
  readonly emitted: string
  readonly version: number
  readonly actions: readonly string[]
  /** Envelope ids without which an event of this type means nothing. */
  readonly requires: readonly EnvelopeId[]
  readonly data: Readonly<Record<string, Field>>
  /** A whole valid event, without `id`; used in OpenAPI, documentation and tests. */
  readonly example: Readonly<Record<string, unknown>> & { readonly action: string; readonly data: object }
}

/** An event type: everything that the service does with it follows from this. Its own fields are its newest version. */
export interface EventDefinition extends EventVersion {
  /** ClickHouse column type for each data field that the warehouse holds. The same name has the same type everywhere. */
  readonly columns: Readonly<Record<string, string>>
  /** Actions that the person of `user_id` causes: by these they are active. What is sent to or done for them is none. */
  readonly personActions: readonly string[]
  /** Fields of `context` that its events carry, and so what they can be cut by. */
  readonly context: readonly ContextName[]
  /** Versions that producers may still send by saying so in `schema_version`, oldest first. */
  readonly earlier: readonly EventVersion[]
}

/** The fields of `context` that are cut by. */
export const contextNames = [
  ...['country', 'region', 'city', 'channel', 'device_type', 'campaign', 'cohort', 'provider'],
] as const
export type ContextName = string

/** Where and for whom something is worn, sent or paid by the month: no visitor with a browser or a campaign stands behind it. */
export const personContext: readonly ContextName[] = ['country', 'region', 'city', 'channel', 'cohort', 'provider']

/** The warehouse's column of a data field. What a device is has another name than what a visitor browses with. */
export const columnOf = (field: string) => (field === 'device_type' ? 'wearable_type' : field)

type Defaulted = 'version' | 'requires'
type DeclaredVersion = Omit<EventVersion, 'type' | 'emitted' | Defaulted> & Partial<Pick<EventVersion, Defaulted>>
type Declared = DeclaredVersion &
  Pick<EventDefinition, 'type' | 'emitted' | 'columns'> &
  Partial<Pick<EventDefinition, 'personActions' | 'context'>> & { earlier?: readonly DeclaredVersion[] }

/**
 * Declares an event type. `version` is 1, no envelope id is required, no action is a person's and all of the context is
 * carried unless said otherwise.
 */
export function defineEvent(event: Declared): EventDefinition {
  const { type, emitted } = event
  const earlier = (event.earlier ?? []).map((it) => ({ version: 1, requires: [], ...it, type, emitted }))
  return Object.freeze({ version: 1, requires: [], personActions: [], context: contextNames, ...event, earlier })
}

/** All versions of a type, oldest first. */
export const versionsOf = (event: EventDefinition): readonly EventVersion[] => [...event.earlier, event]

/** One version of a type, the newest where none is named; undefined where there is no such version. */
export const versionOf = (event: EventDefinition, version: unknown = event.version): EventVersion | undefined =>
  version === event.version ? event : event.earlier.find((it) => it.version === version)

/** The Kafka topic of one version of an event type: `adverse_event` → `pocm.analytics.adverse-event.v1`. */
export const topicOf = (type: string, version = 1) => `pocm.analytics.${type.replaceAll('_', '-')}.v${version}`

/** The topics of all versions of event types. */
export const topicsOf = (events: Iterable<EventDefinition>): string[] =>
  [...events].flatMap((event) => versionsOf(event).map(({ version }) => topicOf(event.type, version)))

const field = (schema: TSchema, label: Label): Field => ({ schema, label, required: false })

/** Makes a field required: for every action, or only for those named. */
export const required = (it: Field, ...actions: string[]): Field => ({
  ...it,
  required: actions.length === 0 ? true : actions,
})

/** Lets figures be grouped by the words of a sealed field. */
export const grouped = (it: Field): Field => ({ ...it, grouped: true })

/** An identifier: 1 to 128 characters. */
export const identifier = (label: Label) => field(Type.String({ minLength: 1, maxLength: 128 }), label)

/** A short value that repeats from event to event: 1 to 100 characters. */
export const word = (label: Label) => field(Type.String({ minLength: 1, maxLength: 100 }), label)

/** One of a closed list of words. */
export const oneOf = (label: Label, ...words: string[]) => field(Type.String({ enum: words }), label)

/** Free text, up to 10 000 characters. */
export const text = (label: Label) => field(Type.String({ maxLength: 10_000 }), label)

/** A word, or a number that stands for one: a step's name or its place, a quality's name or its grade. */
export const wordOrNumber = (label: Label) =>
  field(Type.Union([Type.String({ minLength: 1, maxLength: 100 }), Type.Number()]), label)

type Bounds = { minimum?: number; maximum?: number; exclusiveMinimum?: number }

/** Money in major units, at most 10^11 either way; kept as Decimal(18, 6). */
export const money = (label: Label, bounds: Bounds = {}) =>
  field(Type.Number({ minimum: -1e11, maximum: 1e11, ...bounds }), label)

/** An amount of anything but money, whole or not, at most 10^11 either way; kept as Decimal(18, 6). */
export const quantity = money

/** A currency by its ISO 4217 code. */
export const currency = (label: Label) => field(Type.String({ format: 'currency' }), label)

/** Any finite number between the bounds. */
export const number = (label: Label, bounds: Bounds = {}) => field(Type.Number(bounds), label)

/** A whole number between the bounds. */
export const integer = (label: Label, bounds: { minimum?: number; maximum?: number } = {}) =>
  field(Type.Integer({ minimum: -(2 ** 31), maximum: 2 ** 31 - 1, ...bounds }), label)

export const flag = (label: Label) => field(Type.Boolean(), label)

/** RFC 3339 with an offset. */
export const dateTime = (label: Label) => field(Type.String({ format: 'date-time' }), label)

/** A calendar date, YYYY-MM-DD. */
export const date = (label: Label) => field(Type.String({ format: 'date' }), label)

/** A calendar date, or an RFC 3339 moment. */
export const dateOrDateTime = (label: Label) => field(Type.String({ format: 'date-or-date-time' }), label)

/** A list of words, at most 1 000 of them. */
export const words = (label: Label) =>
  field(Type.Array(Type.String({ minLength: 1, maxLength: 128 }), { maxItems: 1000 }), label)

/** Order or return lines; each named field follows the same rules as a field of `data`. At most 5 000 lines. */
export const items = (fields: Readonly<Record<string, Field>>, minItems = 0): Field =>
  field(Type.Array(objectOf(fields), { minItems, maxItems: 5000 }), 'public')

/** The ClickHouse type of order and return lines: the same for both, so that one column holds them. */
export const itemsColumn =
  'Array(Tuple(product_id String, quantity Decimal(18, 6), unit_price Decimal(18, 6), ' +
  'category LowCardinality(String), brand LowCardinality(String), lot String, unit_cost Decimal(18, 6)))'

/** Any JSON value, kept as it came. */
export const anything = (label: Label) => field(Type.Unknown(), label)

/** The JSON Schema of an object with these fields; unknown ones are allowed and kept. Label and all. */
export function objectOf(fields: Readonly<Record<string, Field>>, action?: string): TSchema {
  const properties = Object.fromEntries(
    Object.entries(fields).map(([name, { schema, label }]) => [name, { ...schema, 'x-sensitivity': label }]),
  )
  const needed = Object.entries(fields)
    .filter(([, { required }]) => required === true || (Array.isArray(required) && required.includes(action ?? '')))
    .map(([name]) => name)
  return Type.Unsafe({ type: 'object', properties, required: needed })
}
