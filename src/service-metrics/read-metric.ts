import type { Database } from '../postgres/pool.ts'
import { readLagBuckets } from './lag-buckets.ts'
import { readLetterLevels } from './letter-levels.ts'
import { readOutcomeBuckets } from './outcome-buckets.ts'
import type { MetricQuestion, Recorded } from './question.ts'

/** Reads a record that measures are made of (src/measures/records.ts). `now` is in milliseconds since 1970. */
export async function readRecord(
  db: Database,
  tenantId: string,
  asked: MetricQuestion,
  now: number,
): Promise<Recorded> {
  switch (asked.record) {
    case 'accepted':
    case 'rejected':
      return readOutcomeBuckets(db, tenantId, asked.record, asked)
    case 'dead_letters':
      return readLetterLevels(db, tenantId, asked, now)
    case 'lag':
      return readLagBuckets(db, 'warehouse', asked)
  }
  throw new Error(`there is no record ${asked.record}`)
}
