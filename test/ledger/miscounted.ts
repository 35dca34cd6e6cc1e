import { countedSlices, findMiscounted, type Miscounted } from '../../src/ledger/recount.ts'
import type { Database } from '../../src/postgres/pool.ts'

const everything = { from: '1970-01-01T00:00:00Z', to: '2199-01-01T00:00:00Z' }

/** Slices of which the ledger holds, or has let go, other events than its log has counted. */
export const findAllMiscounted = async (db: Database): Promise<Miscounted[]> =>
  findMiscounted(db, await countedSlices(db, everything))
