import { createHash, createSecretKey, randomUUID } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Proof } from '../../src/archive/check-line.ts'
import { openFolderStore } from '../../src/archive/folder-store.ts'
import type { Trust } from '../../src/archive/manifest.ts'
import { noPace } from '../../src/archive/pace.ts'
import { verifyArchive } from '../../src/archive/verify.ts'
import type { WorkDeps } from '../../src/archive/work.ts'
import type { KeyVersions } from '../../src/compliance/sealing.ts'
import { loadCatalogue } from '../../src/events/catalogue.ts'
import type { StoredEvent } from '../../src/events/envelope.ts'
import { checksumOf, payloadHash } from '../../src/ingest/fingerprint.ts'
import { appendEvents, type NewEvent } from '../../src/ledger/append.ts'
import { openLog } from '../../src/platform/log.ts'
import type { Database } from '../../src/postgres/pool.ts'
import { newEvent } from '../ledger/new-event.ts'

const payloadKey = createSecretKey(Buffer.alloc(32, 1))
export const keys: KeyVersions = { current: { id: Buffer.alloc(8, 2), key: Buffer.alloc(32, 3) }, previous: [] }
export const trust: Trust = { keys, acceptUnsigned: false }
/** What was kept as dead letters: who set them aside, which and why. */
export const letters: { consumer: string; id: string; cause: string }[] = []
export const keepLetters: TestWork['keepLetters'] = async (consumer, refused) => {
  letters.push(...refused.map(({ logged, cause }) => ({ consumer, id: logged.event.id, cause })))
}
const log = openLog('silent')

/** Nothing is sealed in these tests. */
export const proof: Proof = { payloadKey, openWhole: async (event) => event }

/** An event with the hash and the checksum that it would have if it had come in at the door. */
export function provable(key: string, change: Partial<StoredEvent> = {}): NewEvent {
  const { event } = newEvent(key, change)
  const hash = payloadHash(event, payloadKey)
  return { event: { ...event, checksum: checksumOf(event.id, hash) }, payloadHash: hash }
}

export interface TestWork extends WorkDeps {
  readonly folder: string
}

const endless = { check: async () => {}, freeBytes: async () => Number.POSITIVE_INFINITY }

/** What it takes to archive a ledger into a folder that goes when the test ends. */
export async function openWork(db: Database, batchEvents = 1_000): Promise<TestWork> {
  const folder = await mkdtemp(join(tmpdir(), 'pocm-archive-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return openWorkIn(db, folder, batchEvents)
}

/** The same in a folder that is there. */
export async function openWorkIn(db: Database, folder: string, batchEvents = 1_000): Promise<TestWork> {
  const store = openFolderStore(join(folder, 'archive'))
  const rest = {
    catalogue: await loadCatalogue(),
    diskSpace: endless,
    pace: noPace,
    batchEvents,
    keys,
    proof,
    log,
    keepLetters,
  }
  return { db, store, folder, spoolFolder: join(folder, 'spool'), ...rest }
}

/** Makes the ledger one of which everything so far is archived, elsewhere, and nothing is due. */
export async function beginAtHead(db: Database): Promise<void> {
  await db.query(
    `TRUNCATE archive_batches, archive_tables;
     INSERT INTO archive_batches SELECT 1, 'elsewhere', '2', 0, tx, position, 0, now(), now(), now()
       FROM event_keys ORDER BY tx DESC, position DESC LIMIT 1;
     INSERT INTO archive_tables VALUES (1, 'elsewhere', 1, 1, now(), now(), now());
     UPDATE archive_clock SET closed_to = 'infinity', tables_to = 'infinity'`,
  )
}

/** Appends events of three types that occurred in five hours. */
export async function append(db: Database, count: number, change: Partial<StoredEvent> = {}): Promise<void> {
  const events = Array.from({ length: count }, (_, n) => {
    const type = ['telemetry', 'dose', 'patch'][n % 3] as string
    const occurred_at = `2026-10-01T0${n % 5}:00:00.000000Z`
    return provable(randomUUID(), { type, occurred_at, data: { z: n, a: 'ü' }, ...change })
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
  verifyArchive({ db, store, spoolFolder: join(folder, 'check'), trust, proof, pageMs: 60_000 }, {})
