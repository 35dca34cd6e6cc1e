import { join } from 'node:path'
import { expect, test } from 'vitest'
import { askToClose } from '../../src/archive/clock.ts'
import type { ArchiveStore } from '../../src/archive/store.ts'
import { archiveWhatIsDue } from '../../src/archive/work.ts'
import { openLedgerForFile } from '../ledger/open-ledger.ts'
import { append, beginAtHead, bytesOf, openWork, verify } from './archiving.ts'

const ledger = openLedgerForFile()

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

test('killed at any write, it continues with the same names and bytes, and everything is archived once', async () => {
  const { db } = ledger
  await append(db, 1_200)
  const whole = await openWork(db)
  // What is decided first stays decided: every later try writes these same batches.
  await askToClose(db, true)
  await archiveWhatIsDue(whole)
  const expected = await bytesOf(whole)
  expect([...expected.keys()].filter((name) => name.startsWith('manifests/raw/'))).toHaveLength(2)
  expect(await verify(whole)).toMatchObject({ problems: [], differences: [], events: 1_200 })

  for (let at = 1; at <= expected.size; at++) {
    for (const when of ['before', 'after'] as const) {
      await db.query('UPDATE archive_batches SET done_at = NULL')
      await db.query('UPDATE archive_tables SET done_at = NULL')
      const again = await openWork(db)
      await expect(archiveWhatIsDue({ ...again, store: dying(again.store, at, when) })).rejects.toThrow('killed')
      await archiveWhatIsDue(again)
      expect(await bytesOf(again)).toEqual(expected)
    }
  }
})

test('a manifest is the last object of its batch: without it nothing of the batch counts', async () => {
  await beginAtHead(ledger.db)
  const work = await openWork(ledger.db)
  await append(ledger.db, 10)
  await askToClose(ledger.db, false)
  const files = 3
  await expect(archiveWhatIsDue({ ...work, store: dying(work.store, files, 'after') })).rejects.toThrow('killed')
  expect(await work.store.list('manifests/')).toEqual([])
  await archiveWhatIsDue(work)
  expect(await work.store.list('manifests/')).toHaveLength(1)
})

test('two processes at once archive everything once', async () => {
  await ledger.db.query('TRUNCATE archive_batches, archive_tables')
  const one = await openWork(ledger.db, 100)
  const other = { ...one, spoolFolder: join(one.folder, 'other') }
  await askToClose(ledger.db, true)
  await Promise.all([archiveWhatIsDue(one), archiveWhatIsDue(other)])
  // The process that came second to a number leaves the rest for its next round.
  await askToClose(ledger.db, true)
  await archiveWhatIsDue(one)
  expect(await verify(one)).toMatchObject({ problems: [], differences: [], events: 1_210 })
})
