import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { archivedPosition } from '../../src/archive/batches.ts'
import { listRuns, readRunManifest } from '../../src/archive/read.ts'
import { unfinishedRun } from '../../src/archive/runs.ts'
import { archiveWhatIsDue } from '../../src/archive/work.ts'
import { countAfter } from '../../src/ledger/read-log.ts'
import { openLedgerForFile } from '../ledger/open-ledger.ts'
import { append, beginAtHead, namesOf, openWork, trust } from './archiving.ts'

const ledger = openLedgerForFile()
beforeEach(async () => {
  await append(ledger.db, 1)
  await beginAtHead(ledger.db)
})

/** Says up to when, by PostgreSQL's clock, hours were closed and tables written. */
const setClock = (closedTo: string, tablesTo: string) =>
  ledger.db.query(`UPDATE archive_clock SET closed_to = ${closedTo}, tables_to = ${tablesTo}`)
const thisHour = "date_trunc('hour', now())"
const thisDay = "date_trunc('day', now())"

const waiting = async () => countAfter(ledger.db, await archivedPosition(ledger.db))

test('nothing is written before the hour has ended, and then everything once', async () => {
  const work = await openWork(ledger.db)
  await append(ledger.db, 6)
  await setClock(thisHour, thisDay)
  await archiveWhatIsDue(work)
  expect(await namesOf(work)).toEqual([])

  await setClock(`${thisHour} - interval '1 hour'`, thisDay)
  await archiveWhatIsDue(work)
  const written = await namesOf(work)
  expect(written.map((name) => name.split('/')[0])).toEqual(['raw', 'raw', 'raw', 'manifests'])

  await append(ledger.db, 6)
  await archiveWhatIsDue(work)
  expect(await namesOf(work)).toEqual(written)
  expect(await waiting()).toBe(6)
})

test('a service that was down for hours archives them all at once', async () => {
  const work = await openWork(ledger.db)
  await append(ledger.db, 6)
  await setClock(`${thisHour} - interval '50 hours'`, `${thisDay} - interval '3 days'`)
  await archiveWhatIsDue(work)
  expect(await work.store.list('manifests/')).toHaveLength(2)
  expect(await waiting()).toBe(0)
})

test('a batch that is full does not wait for the hour to end', async () => {
  const work = await openWork(ledger.db, 100)
  await append(ledger.db, 250)
  await archiveWhatIsDue(work)
  expect(await work.store.list('manifests/raw/')).toHaveLength(2)
  expect(await waiting()).toBe(50)
})

test('what comes late for its day is written with the next, into the folder of its own day', async () => {
  const work = await openWork(ledger.db)
  const archive = async () => {
    await setClock("'-infinity'", "'-infinity'")
    await archiveWhatIsDue(work)
  }
  await append(ledger.db, 3, { type: 'dose', received_at: '2026-10-01T23:59:59.000000Z' })
  await archive()
  await append(ledger.db, 2, { type: 'dose', received_at: '2026-10-01T23:59:59.999999Z' })
  await append(ledger.db, 4, { type: 'dose', received_at: '2026-10-02T00:00:00.000000Z' })
  await archive()
  const tables = await work.store.list('parquet/tenant_id=demo/type=dose/')
  expect(tables.map((name) => name.split('/')[3])).toEqual(['date=2026-10-01', 'date=2026-10-01', 'date=2026-10-02'])
  expect(await work.store.list('raw/tenant_id=demo/type=dose/date=2026-10-01/hour=23/')).toHaveLength(2)
})

test('a raw file that was lost before its day ended is named, and holds up no other day', async () => {
  const work = await openWork(ledger.db)
  await append(ledger.db, 6)
  await setClock("'-infinity'", "'infinity'")
  await archiveWhatIsDue(work)
  const [lost] = await work.store.list('raw/tenant_id=demo/type=dose/')
  await rm(join(work.folder, 'archive', lost as string))
  await setClock("'-infinity'", "'-infinity'")
  await archiveWhatIsDue(work)
  const [name] = await listRuns(work.store)
  expect(await readRunManifest(work.store, name as string, trust)).toMatchObject({
    manifest: { events: 4, left_out: [{ name: lost, problem: 'is missing' }] },
  })
  expect(await unfinishedRun(ledger.db)).toBeUndefined()
})
