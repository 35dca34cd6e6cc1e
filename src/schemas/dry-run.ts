import { mask, type Protection } from '../compliance/protect.ts'
import type { StoredEvent } from '../events/envelope.ts'
import type { JsonSchema } from '../events/schema.ts'
import type { Database } from '../ledger/database.ts'
import { findEvents } from '../ledger/look-up.ts'
import type { Now } from '../platform/clock.ts'
import { type Breakage, collectBreakage } from './breakage.ts'
import { openTrial } from './trial.ts'

export interface DryRun extends Breakage {
  /** RFC 3339; events that occurred since then were looked at, newest first. */
  readonly since: string
  /** Whether all of them were: there is a bound to their number and to the time. */
  readonly complete: boolean
}

const pageEvents = 1_000
const mostEvents = 100_000
const mostMs = 30_000
const dayMs = 24 * 3_600_000

/**
 * Validates the events of the last days by a proposed schema, each in the form in which it was sent, and tells what
 * would be refused, by producer. Sealed values are opened for the validator alone and shown to nobody.
 * @throws Failure invalid_request where the schema cannot be used
 */
export async function dryRun(
  deps: { db: Database; protection: Protection; now: Now },
  wanted: { tenantId: string; type: string; schema: JsonSchema; days: number },
): Promise<DryRun> {
  const began = deps.now()
  const since = new Date(began - wanted.days * dayMs).toISOString()
  const breakage = collectBreakage()
  const trial = await openTrial(wanted.schema)
  try {
    let cursor: string | undefined
    do {
      const page = { limit: pageEvents, ...(cursor !== undefined && { cursor }) }
      const found = await findEvents(deps.db, wanted.tenantId, { type: wanted.type, from: since }, page)
      const opened = await Promise.all(
        found.events.map(async (event) => [event, await deps.protection.reveal(event)] as const),
      )
      const flaws = await trial.validate(opened.map(([event, data]) => asSent(event, data)))
      for (const [index, [event, data]] of opened.entries()) {
        const erased = Object.keys(data).filter((name) => data[name] === mask && event.data[name] !== mask)
        const isErased = (path: string) => erased.some((name) => path === `/data/${name}`)
        breakage.add(event, flaws[index]?.filter(({ path }) => !isErased(path)) ?? [])
      }
      cursor = found.next_cursor ?? undefined
    } while (cursor !== undefined && breakage.events() < mostEvents && deps.now() - began < mostMs)
    return { since, complete: cursor === undefined, ...breakage.result() }
  } finally {
    await trial.close()
  }
}

/** Without what the service added; and without a version, since the proposed schema stands for one that is yet to be. */
function asSent(event: StoredEvent, data: Record<string, unknown>): object {
  const { received_at: _, checksum: __, schema_version: ___, ...sent } = event
  return { ...Object.fromEntries(Object.entries(sent).filter(([, value]) => value !== null)), data }
}
