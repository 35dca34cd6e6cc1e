import type { Archive, ArchiveRequest } from '../archive/archive.ts'
import type { Restored } from '../archive/restore.ts'
import type { Scope } from '../archive/scope.ts'
import type { Reconcile } from './reconcile.ts'

export interface BroughtBack extends Restored {
  /** Slices of the warehouse that were made anew because they differed from the ledger. */
  readonly repaired: number
}

export type BringBack = (scope: Scope, asked: ArchiveRequest) => Promise<BroughtBack>

/**
 * Restores from the archive, and has the warehouse compared with what came back. No reader of the log gets
 * restored events: the warehouse, which may have kept any of them, gets just those that it lacks.
 * @throws Failure archive_unavailable, warehouse_unavailable, malformed_cursor
 */
export const openBringBack =
  (archive: Pick<Archive, 'restore'>, reconcile: Reconcile): BringBack =>
  async (scope, asked) => {
    const restored = await archive.restore(scope, asked)
    const { first, last } = restored
    if (first === null || last === null) return { ...restored, repaired: 0 }
    // The end of a range is not in it; a whole hour more holds the last event too.
    const to = new Date(Date.parse(last) + 3_600_000).toISOString()
    const { repaired } = await reconcile({ tenantId: scope.tenantId, from: first, to, repair: true })
    return { ...restored, repaired }
  }
