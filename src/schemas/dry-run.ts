import type { Catalogue } from '../events/catalogue.ts'
import type { JsonSchema } from '../events/schema.ts'
import { findEvents } from '../ledger/look-up.ts'
import type { Now } from '../platform/clock.ts'
import type { Database } from '../postgres/pool.ts'
import { type Breakage, collectBreakage } from './breakage.ts'
import { type StoodIn, withStandIns } from './stand-ins.ts'
import { openTrial, type TrialFlaw } from './trial.ts'

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
 * would be refused, by producer. Nothing that is sealed is opened: a stand-in of the declared type takes its place, and of it
 * only the type is judged, since a schema that tests contents would disclose them.
 * @throws Failure invalid_request where the schema cannot be used
 */
export async function dryRun(
  deps: { db: Database; catalogue?: Catalogue; now: Now },
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
      const shown = found.events.map((event) => withStandIns(deps.catalogue, event))
      const flaws = await trial.validate(shown.map(({ value }) => value))
      for (const [index, event] of found.events.entries()) {
        const of = shown[index] as StoodIn
        breakage.add(event, flaws[index]?.filter((flaw) => isJudged(of, flaw)) ?? [])
      }
      cursor = found.next_cursor ?? undefined
    } while (cursor !== undefined && breakage.events() < mostEvents && deps.now() - began < mostMs)
    return { since, complete: cursor === undefined, ...breakage.result() }
  } finally {
    await trial.close()
  }
}

/** Whether a flaw is one of the event: at a stand-in, only that it has the wrong type, where its type is known. */
function isJudged({ sealed, unknown }: StoodIn, { path, keyword }: TrialFlaw): boolean {
  for (const pointer of sealed) {
    if (path !== pointer && !path.startsWith(`${pointer}/`)) continue
    return path === pointer && keyword === 'type' && !unknown.has(pointer)
  }
  return true
}
