import { mapRows, type Outcome } from '../../importer/map-rows.ts'
import { loadMapping } from '../../importer/mapping.ts'
import { openSource } from '../../importer/read-rows.ts'
import { loadCatalogue } from '../../src/events/catalogue.ts'
import { compileValidators } from '../../src/ingest/validate.ts'
import { dataFile } from '../truth.ts'

export interface Line {
  readonly product_id: string
  readonly quantity: number
  readonly unit_price: number
}

/** The fields that the five mappings write and these tests read. */
export interface Event {
  readonly type: string
  readonly action: string
  readonly idempotency_key: string
  readonly occurred_at: string
  readonly order_id?: string
  readonly user_id?: string
  readonly session_id?: string
  readonly device_id?: string
  readonly context?: { readonly country: string }
  readonly data: {
    readonly items: readonly Line[]
    readonly eta: string
    readonly carrier: string
    readonly value: number
    readonly valid_patch_days: number
    readonly readings: number
    readonly severity: string
    readonly lot: string
  }
}

export interface Mapped {
  readonly events: Event[]
  readonly others: Outcome[]
}

/** Maps a whole file; every event must be one that the service would take, under a key of its own. */
export async function mapFile(map: string, file: string): Promise<Mapped> {
  const validate = compileValidators(await loadCatalogue())
  const { mapping } = await loadMapping(map)
  const source = await openSource(dataFile(file), mapping)
  const events: Event[] = []
  const others: Outcome[] = []
  for await (const outcome of mapRows(source.rows, mapping)) {
    if (outcome.kind === 'event') {
      const flaws = validate(outcome.event)
      if (flaws !== undefined) throw new Error(`${map} makes an invalid event: ${JSON.stringify([flaws, outcome])}`)
      events.push(outcome.event as unknown as Event)
    } else others.push(outcome)
  }
  const keys = distinct(events.map((event) => event.idempotency_key))
  if (keys !== events.length) throw new Error(`${map} gives ${events.length} events only ${keys} keys`)
  return { events, others }
}

export const of = ({ events }: Mapped, type: string, action: string) =>
  events.filter((event) => event.type === type && event.action === action)

export const distinct = (values: Iterable<unknown>) => new Set([...values].filter((value) => value !== undefined)).size

/** The values of each key, in the order of the keys. */
export const grouped = <T>(values: readonly T[], keyOf: (value: T) => string): [string, T[]][] =>
  [...Map.groupBy(values, keyOf)].sort(([a], [b]) => (a < b ? -1 : 1))
