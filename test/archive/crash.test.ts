import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { archivedPosition } from '../../src/archive/batches.ts'
import { askToClose } from '../../src/archive/clock.ts'
import { openFolderStore } from '../../src/archive/folder-store.ts'
import { noPace } from '../../src/archive/pace.ts'
import type { ArchiveStore } from '../../src/archive/store.ts'
import { verifyArchive } from '../../src/archive/verify.ts'
import { archiveWhatIsDue, type WorkDeps } from '../../src/archive/work.ts'
import { loadCatalogue } from '../../src/events/catalogue.ts'
import { appendEvents } from '../../src/ledger/append.ts'
import { countAfter } from '../../src/ledger/read-log.ts'
import { newEvent } from '../ledger/new-event.ts'
import { openLedgerForFile } from '../ledger/open-ledger.ts'

const ledger = openLedgerForFile()
const endless = { check: async () => {}, freeBytes: async () => Number.POSITIVE_INFINITY }

/** The archive as it would be for a ledger of which everything so far is archived elsewhere. */
async function beginAtHead(): Promise<void> {
  await ledger.db.query(
    `TRUNCATE archive_batches, archive_tables;
     INSERT INTO archive_batches SELECT 1, 'elsewhere', '2', 0, tx, position, 0, now(), now()
       FROM event_keys ORDER BY tx DESC, position DESC LIMIT 1;
     INSERT INTO archive_tables VALUES (1, 'elsewhere', 1, 1, now(), now());
     UPDATE archive_clock SET closed_to = 'infinity', tables_to = 'infinity'`,
  )
}

async function openWork(batchEvents = 1_000): Promise<WorkDeps & { store: ArchiveStore; folder: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'pocm-archive-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const store = openFolderStore(join(folder, 'archive'))
  const rest = { catalogue: await loadCatalogue(), diskSpace: endless, pace: noPace, batchEvents }
  return { db: ledger.db, store, folder, spoolFolder: join(folder, 'spool'), ...rest }
}

/** A store that dies at its n-th write, counted from one: before the object is there, or right after. */
function dying(store: ArchiveStore, at: number, when: 'before' | 'after'): ArchiveStore {
  let writes = 0
  return {
    ...store,
    async put(name, file) {
      writes += 1
      if (writes < at) return store.put(name, file)
      if (writes === at && when === 'after') await store.put(name, file)
      throw new Error('killed')
    },
  }
}

async function append(count: number, tenant = 'demo'): Promise<void> {
  const events = Array.from({ length: count }, (_, n) => {
    const type = ['telemetry', 'dose', 'patch'][n % 3] as string
    const checksum = String(BigInt.asIntN(64, BigInt(n + 1) * 0x9e3779b97f4a7c15n))
    const occurred_at = `2026-10-01T0${n % 5}:00:00.000000Z`
    return newEvent(`${tenant} ${crypto.randomUUID()}`, {
      tenant_id: tenant,
      type,
      checksum,
      occurred_at,
      data: { z: n, a: 'ü' },
    })
  })
  for (let from = 0; from < count; from += 500) await appendEvents(ledger.db, events.slice(from, from + 500))
}

async function bytesOf({ store, folder }: { store: ArchiveStore; folder: string }): Promise<Map<string, string>> {
  const names = [...(await store.list('raw/')), ...(await store.list('parquet/')), ...(await store.list('manifests/'))]
  const hashes = names.map(async (name) => {
    const bytes = await readFile(join(folder, 'archive', name))
    return [name, createHash('sha256').update(bytes).digest('hex')] as const
  })
  return new Map(await Promise.all(hashes))
}

const verify = ({ db, store, folder }: WorkDeps & { folder: string }) =>
  verifyArchive({ db, store, spoolFolder: join(folder, 'check'), pageMs: 60_000 }, {})

test('killed at any write, it goes on with the same names and bytes, and everything is archived once', async () => {
  await append(1_200)
  const whole = await openWork()
  // What is decided first stays decided: every later try writes these same batches.
  await askToClose(ledger.db, true)
  await archiveWhatIsDue(whole)
  const expected = await bytesOf(whole)
  expect([...expected.keys()].filter((name) => name.startsWith('manifests/raw/'))).toHaveLength(2)
  expect(await verify(whole)).toMatchObject({ problems: [], differences: [], events: 1_200 })

  for (let at = 1; at <= expected.size; at++) {
    for (const when of ['before', 'after'] as const) {
      await ledger.db.query('UPDATE archive_batches SET done_at = NULL')
      await ledger.db.query('UPDATE archive_tables SET done_at = NULL')
      const again = await openWork()
      const killed = { ...again, store: dying(again.store, at, when) }
      await expect(archiveWhatIsDue(killed)).rejects.toThrow('killed')
      await archiveWhatIsDue(again)
      expect(await bytesOf(again)).toEqual(expected)
    }
  }
})

test('a manifest is the last object of its batch: without it nothing of the batch counts', async () => {
  await beginAtHead()
  const work = await openWork()
  await append(10, 'late')
  await askToClose(ledger.db, false)
  const files = 3
  await expect(archiveWhatIsDue({ ...work, store: dying(work.store, files, 'after') })).rejects.toThrow('killed')
  expect(await work.store.list('manifests/')).toEqual([])
  await archiveWhatIsDue(work)
  expect(await work.store.list('manifests/')).toHaveLength(1)
})

test('a batch that is full does not wait for the hour to end', async () => {
  await beginAtHead()
  const work = await openWork(100)
  await append(250, 'many')
  await archiveWhatIsDue(work)
  expect(await work.store.list('manifests/raw/')).toHaveLength(2)
  expect(await countAfter(ledger.db, await archivedPosition(ledger.db))).toBe(50)
})
