import { rm } from 'node:fs/promises'
import { type ArchiveBatch, decideBatch, mayWait, unfinishedBatch } from './batches.ts'
import { closeDay, closeHour, whatIsDue } from './clock.ts'
import { decideRun, type Run, unfinishedRun } from './runs.ts'
import { type SignDeps, signBatches, signOne } from './sign-earlier.ts'
import { writeBatch } from './write-batch.ts'
import { writeRun } from './write-run.ts'

export interface WorkDeps extends SignDeps {
  /** The most events of one batch; where so many wait, it does not wait for the hour's end. */
  readonly batchEvents: number
}

/**
 * Does what is due: raw files first, those of a batch that was begun and then of the hour that has ended; then the
 * day's tables; then one batch or run of an earlier release is written again, signed. May be interrupted anywhere; the
 * next call continues.
 * @throws Failure archive_unavailable, disk_full; PostgreSQL's error
 */
export async function archiveWhatIsDue(deps: WorkDeps): Promise<void> {
  try {
    await workOff(deps)
    await signOne(deps)
  } finally {
    await rm(deps.spoolFolder, { recursive: true, force: true })
  }
}

async function workOff(deps: WorkDeps): Promise<void> {
  const { db } = deps
  const check = async () => {
    await deps.diskSpace.check()
    await deps.store.check()
  }
  const write = async (batch: ArchiveBatch) => {
    await check()
    await writeBatch(deps, batch)
  }
  for (let it = await unfinishedBatch(db); it !== undefined; it = await unfinishedBatch(db)) await write(it)
  const { hour } = await whatIsDue(db)
  while (hour !== undefined || (await mayWait(db)) >= deps.batchEvents) {
    const batch = await decideBatch(db, deps.batchEvents)
    if (batch !== undefined) await write(batch)
    if (batch === undefined || batch.events < deps.batchEvents) break
  }
  if (hour !== undefined) await closeHour(db, hour)

  const { day } = await whatIsDue(db)
  const begun = await unfinishedRun(db)
  if (begun === undefined && day === undefined) return
  await check()
  const writeTables = async (run: Run) => {
    // Of a batch that is not signed nothing would go in.
    await signBatches(deps, run.batches)
    await writeRun(deps, run)
  }
  if (begun !== undefined) await writeTables(begun)
  if (day === undefined) return
  const run = await decideRun(db)
  if (run !== undefined) await writeTables(run)
  await closeDay(db, day)
}
