import { createReadStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import type { StoredEvent } from '../events/envelope.ts'
import { eventOf, selection } from '../ledger/row.ts'
import type { Database } from '../postgres/pool.ts'
import { type ArchiveBatch, batchesOf, isWhole } from './batches.ts'
import { withFile } from './download.ts'
import { readLines } from './lines.ts'
import { listBatches, readBatchManifest } from './read.ts'
import { type Change, rewriteBatch, settleRewrites } from './rewrite-batch.ts'
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
 * Writes the batches and runs anew that hold the events of an erasure: from the ledger under the same names, so that what stood
 * there before is replaced; or where the ledger no longer has the whole of a batch, from the archive's own files, with what the
 * ledger says of these events in their place. May be interrupted anywhere, and repeated.
 * @returns the names of batches that cannot be
 */
export async function rewriteEvents(deps: RunDeps, requestId: string): Promise<string[]> {
  const { db } = deps
  const left: string[] = []
  const batches = await batchesOf(db, requestId)
  try {
    const written: ArchiveBatch[] = []
    for (const batch of batches) {
      if (!(await wasRewritten(db, batch)) && (await isWhole(db, batch))) {
        await writeBatch(deps, batch)
        written.push(batch)
      } else if ((await rewriteBatch(deps, batch.name, () => true, asInLedger(db, requestId))) !== undefined) {
        left.push(batch.name)
      }
    }
    await settleRewrites(deps)
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

async function wasRewritten(db: Database, { number }: ArchiveBatch): Promise<boolean> {
  const { rows } = await db.query<{ rewritten: number }>('SELECT rewritten FROM archive_batches WHERE number = $1', [
    number,
  ])
  return (rows[0]?.rewritten ?? 0) > 0
}

/** Puts what the ledger says of the events of an erasure in place of what the archive had of them. */
const asInLedger =
  (db: Database, requestId: string): Change =>
  async (events) => {
    const { rows } = await db.query<StoredEvent & { payload_hash: string }>(
      `SELECT ${selection}, encode(event_keys.payload_hash, 'hex') AS payload_hash FROM gdpr_erasure_events AS found
       JOIN events ON events.tenant_id = found.tenant_id AND events.occurred_at = found.occurred_at AND events.id = found.event_id
       JOIN event_keys ON event_keys.tenant_id = events.tenant_id AND event_keys.event_id = events.id
       WHERE found.request_id = $1 AND found.event_id = ANY ($2::uuid[])`,
      [requestId, events.map(({ id }) => id)],
    )
    const anew = new Map(rows.map(({ payload_hash, ...row }) => [row.id, { ...eventOf(row), payload_hash }]))
    return events.map((event) => {
      const changed = anew.get(event.id)
      return changed === undefined || changed.payload_hash === event.payload_hash ? event : changed
    })
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
