import { Type } from 'typebox'
import type { Engine } from '../engine/engine.ts'
import { momentFrom } from '../time/clickhouse-time.ts'
import { ofTenant } from './relation.ts'

/** From when to when there are events of a tenant; null while there are none. */
export interface Coverage {
  /** RFC 3339. */
  readonly fresh_to: string | null
  /** RFC 3339, a whole UTC hour. */
  readonly data_from: string | null
}

/** The same, and whether amounts have to be converted at all. */
export interface CoverageAndCurrencies extends Coverage {
  /** The currencies of the tenant's amounts, of those sums that the rollup keeps. */
  readonly currencies: readonly string[]
}

const Moment = (description: string) => Type.Union([Type.String(), Type.Null()], { description })

/** What the `meta` of every answer says of its coverage. */
export const coverageProperties = {
  fresh_to: Moment('the newest event that the answer can hold'),
  data_from: Moment('the hour of the first event of the tenant: before it nothing is known, which is not zero'),
}

/**
 * Reads the coverage from the rollup that has every event in it, of which a tenant has one row per hour and currency.
 * @param total the name of its table
 * @param amounts its columns that count amounts of money
 */
export async function readCoverage(
  engine: Engine,
  total: string,
  tenantId: string,
  amounts: readonly string[],
): Promise<CoverageAndCurrencies> {
  const hasAmounts = amounts.length === 0 ? '0' : `(${amounts.join(' + ')}) > 0`
  const { data } = await engine.read(
    `SELECT max(last_received), minIf(hour, events > 0), groupUniqArrayIf(toString(currency), ${hasAmounts})
    FROM ${ofTenant(total)} HAVING sum(events) > 0`,
    { tenant: tenantId },
  )
  const [row] = data
  return row === undefined
    ? { fresh_to: null, data_from: null, currencies: [] }
    : { fresh_to: momentFrom(row[0]), data_from: momentFrom(row[1]), currencies: (row[2] as unknown[]).map(String) }
}
