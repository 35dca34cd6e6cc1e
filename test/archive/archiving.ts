import { createHash, randomUUID } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { openFolderStore } from '../../src/archive/folder-store.ts'
import { noPace } from '../../src/archive/pace.ts'
import { verifyArchive } from '../../src/archive/verify.ts'
import type { WorkDeps } from '../../src/archive/work.ts'
import { loadCatalogue } from '../../src/events/catalogue.ts'
import type { StoredEvent } from '../../src/events/envelope.ts'
import { appendEvents } from '../../src/ledger/append.ts'
import type { Database } from '../../src/ledger/database.ts'
import { newEvent } from '../ledger/new-event.ts'

export interface TestWork extends WorkDeps {
  readonly folder: string
}

const endless = { check: async () => {}, freeBytes: async () => Number.POSITIVE_INFINITY }

/** What it takes to archive a ledger into a folder that goes when the test ends. */
export async function openWork(db: Database, batchEvents = 1_000): Promise<TestWork> {
  const folder = await mkdtemp(join(tmpdir(), 'pocm-archive-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const store = openFolderStore(join(folder, 'archive'))
  const rest = { catalogue: await loadCatalogue(), diskSpace: endless, pace: noPace, batchEvents }
  return { db, store, folder, spoolFolder: join(folder, 'spool'), ...rest }
}

/** Makes the ledger one of which everything so far is archived, elsewhere, and nothing is due. */
export async function beginAtHead(db: Database): Promise<void> {
  await db.query(
    `TRUNCATE archive_batches, archive_tables;
     INSERT INTO archive_batches SELECT 1, 'elsewhere', '2', 0, tx, position, 0, now(), now()
       FROM event_keys ORDER BY tx DESC, position DESC LIMIT 1;
     INSERT INTO archive_tables VALUES (1, 'elsewhere', 1, 1, now(), now());
     UPDATE archive_clock SET closed_to = 'infinity', tables_to = 'infinity'`,
  )
}

/** Appends events of three types that occurred in five hours. */
export async function append(db: Database, count: number, change: Partial<StoredEvent> = {}): Promise<void> {
  const events = Array.from({ length: count }, (_, n) => {
    const type = ['telemetry', 'dose', 'patch'][n % 3] as string
    const checksum = String(BigInt.asIntN(64, BigInt(n + 1) * 0x9e3779b97f4a7c15n))
    const occurred_at = `2026-10-01T0${n % 5}:00:00.000000Z`
    return newEvent(randomUUID(), { type, checksum, occurred_at, data: { z: n, a: 'ü' }, ...change })
  })
  for (let from = 0; from < count; from += 500) await appendEvents(db, events.slice(from, from + 500))
}

/** Names of all that is archived. */
export const namesOf = async ({ store }: TestWork): Promise<string[]> =>
  (await Promise.all(['raw/', 'parquet/', 'manifests/'].map((prefix) => store.list(prefix)))).flat()

/** What every object holds, by its name. */
export async function bytesOf(work: TestWork): Promise<Map<string, string>> {
  const hashes = (await namesOf(work)).map(async (name) => {
    const bytes = await readFile(join(work.folder, 'archive', name))
    return [name, createHash('sha256').update(bytes).digest('hex')] as const
  })
  return new Map(await Promise.all(hashes))
}

export const verify = ({ db, store, folder }: TestWork) =>
  verifyArchive({ db, store, spoolFolder: join(folder, 'check'), pageMs: 60_000 }, {})
