import type { DiskSpace } from '../platform/disk-space.ts'
import { isWhole, leaveUnsigned, unsignedBatch } from './batches.ts'
import { leaveUnsignedRun, unsignedRun } from './runs.ts'
import { writeBatch } from './write-batch.ts'
import { type RunDeps, writeRun } from './write-run.ts'

export interface SignDeps extends RunDeps {
  readonly diskSpace: DiskSpace
}

/**
 * Signs a batch that an earlier release wrote, by writing it again: what is signed is what the ledger says, not what was
 * found in the archive. Where the ledger lacks events of it, it is left as it is and reported by `archive status`.
 */
async function signBatch(deps: SignDeps, names?: readonly string[]): Promise<boolean> {
  const { db } = deps
  const batch = await unsignedBatch(db, names)
  if (batch === undefined) return false
  await deps.diskSpace.check()
  await deps.store.check()
  if (await isWhole(db, batch)) await writeBatch(deps, batch)
  else await leaveUnsigned(db, batch, 'the ledger lacks events of it')
  return true
}

/** Signs those of these batches that are not signed, as far as the ledger has their events. */
export async function signBatches(deps: SignDeps, names: readonly string[]): Promise<void> {
  while (await signBatch(deps, names));
}

/** Signs one batch or run of an earlier release: one at a time, so that nothing new waits long. */
export async function signOne(deps: SignDeps): Promise<void> {
  if (await signBatch(deps)) return
  const run = await unsignedRun(deps.db)
  if (run === undefined || (await leaveUnsignedRun(deps.db, run))) return
  await deps.diskSpace.check()
  await deps.store.check()
  await writeRun(deps, run)
}
