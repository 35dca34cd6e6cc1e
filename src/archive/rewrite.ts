import { createReadStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import type { Database } from '../postgres/pool.ts'
import { type ArchiveBatch, batchesOf, isWhole } from './batches.ts'
import { withFile } from './download.ts'
import { readLines } from './lines.ts'
import { listBatches, readBatchManifest } from './read.ts'
import { runsOf } from './runs.ts'
import type { Scope } from './scope.ts'
import { openScope } from './scope.ts'
import { writeBatch } from './write-batch.ts'
import { type RunDeps, writeRun } from './write-run.ts'

/** An event's place in the ledger. */
export interface EventPlace {
  readonly tenant_id: string
  readonly event_id: string
}

/**
 * Writes the batches and runs anew that hold these events, from the ledger, under the same names: what stood there before is
 * replaced. May be interrupted anywhere, and repeated.
 * @returns the names of batches that cannot be, since the ledger lacks events of them
 */
export async function rewriteEvents(deps: RunDeps, requestId: string): Promise<string[]> {
  const { db } = deps
  const left: string[] = []
  const batches = await batchesOf(db, requestId)
  try {
    const written: ArchiveBatch[] = []
    for (const batch of batches) {
      if (await isWhole(db, batch)) {
        await writeBatch(deps, batch)
        written.push(batch)
      } else left.push(batch.name)
    }
    for (const run of await runsOf(
      db,
      written.map(({ number }) => number),
    ))
      await writeRun(deps, run)
  } finally {
    await rm(deps.spoolFolder, { recursive: true, force: true })
  }
  return left
}

/** How many lines of a tenant's raw files hold any of these texts, and in which files. */
export async function countLines(
  deps: Pick<RunDeps, 'store' | 'spoolFolder' | 'keys'> & { readonly db: Database },
  tenantId: string,
  texts: readonly string[],
): Promise<number> {
  const needles = texts.map((text) => Buffer.from(text))
  const { touches } = openScope({ tenantId } as Scope)
  let lines = 0
  for (const name of await listBatches(deps.store)) {
    const read = await readBatchManifest(deps.store, name, { keys: deps.keys, acceptUnsigned: true })
    const files = 'manifest' in read ? read.manifest.files.filter(touches) : []
    for (const file of files) {
      const found = await withFile(deps.store, deps.spoolFolder, file, async (path) => {
        let held = 0
        for await (const line of readLines(createReadStream(path))) {
          if (needles.some((needle) => line.includes(needle))) held += 1
        }
        return held
      })
      if ('result' in found) lines += found.result
    }
  }
  return lines
}
