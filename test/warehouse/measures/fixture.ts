import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { StoredEvent } from '../../../src/events/envelope.ts'
import type { Value } from '../../../src/measures/define.ts'
import type { QueryRequest } from '../../../src/query/request.ts'

/** A few events, and what a measure must be over them: worked out by hand, with the arithmetic in a comment. */
export interface Fixture {
  /** All of the tenant's events; those that do not say when happened at noon of 1 October 2026, UTC. */
  readonly events: readonly StoredEvent[]
  /** Over October 2026. */
  readonly value: Value
  /** Over 1 October alone, where the length of the range or its end makes a difference. */
  readonly ofDay?: Value
  /** Where nothing ever happened: null for what divides and else 0, unless said here. */
  readonly ofNothing?: Value
  /** True where no rollup can hold it, so that all of it comes from events. */
  readonly fromEvents?: boolean
  /** What else is asked, over October unless the question says otherwise, and the rows that answer it. */
  readonly asks?: readonly Ask[]
}

export interface Ask {
  readonly question: Partial<QueryRequest>
  /** As they are answered: with time, dimensions and the measure. */
  readonly rows: readonly Readonly<Record<string, Value | string>>[]
}

/** By the measure's id. */
export type Fixtures = Readonly<Record<string, Fixture>>

/** Reads the fixtures of all files of this folder. Throws where a measure has two. */
export async function loadFixtures(): Promise<ReadonlyMap<string, Fixture>> {
  const fixtures = new Map<string, Fixture>()
  for (const file of await readdir(import.meta.dirname)) {
    if (file === 'fixture.ts') continue
    const { default: some } = (await import(pathToFileURL(join(import.meta.dirname, file)).href)) as {
      default: Fixtures
    }
    for (const [id, fixture] of Object.entries(some)) {
      if (fixtures.has(id)) throw new Error(`two files have a fixture of ${id}`)
      fixtures.set(id, fixture)
    }
  }
  return fixtures
}
