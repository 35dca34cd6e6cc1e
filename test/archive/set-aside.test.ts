import { beforeEach, expect, test } from 'vitest'
import { askToClose } from '../../src/archive/clock.ts'
import { ObjectRefused } from '../../src/archive/store.ts'
import { archiveWhatIsDue } from '../../src/archive/work.ts'
import type { StoredEvent } from '../../src/events/envelope.ts'
import { appendEvents } from '../../src/ledger/append.ts'
import { countSetAside } from '../../src/ledger/set-aside.ts'
import { openLedgerForFile } from '../ledger/open-ledger.ts'
import { append, beginAtHead, bytesOf, letters, openWork, provable, verify } from './archiving.ts'

const ledger = openLedgerForFile()
beforeEach(async () => {
  await ledger.db.query('TRUNCATE events, event_keys, set_aside_events')
  await append(ledger.db, 1)
  await beginAtHead(ledger.db)
  await ledger.db.query('TRUNCATE events, event_keys')
  letters.length = 0
})

const deep = (levels: number): unknown => (levels === 0 ? 1 : [deep(levels - 1)])

/** Events past the door, as an older release or another hand may have put them into the ledger. */
const poison: [string, Partial<StoredEvent>][] = [
  ['more bytes than an event may have', { data: { blob: '漢'.repeat(400_000) } }],
  ['values deeper than any reader bears', { data: { deep: deep(500) } }],
  ['a moment that no reader knows', { received_at: '12026-10-01T10:00:00.000000Z' }],
  ['a checksum that is not its own, which does not hold it up', { checksum: '7' }],
]

test.each(poison)('%s: the archive continues', async (name, change) => {
  const { db } = ledger
  const work = await openWork(db)
  await append(db, 6)
  const { event, payloadHash } = provable('poison', change)
  await appendEvents(db, [{ event: { ...event, ...change }, payloadHash }])
  await append(db, 6)
  await askToClose(db, true)
  await archiveWhatIsDue(work)

  const isAside = !name.includes('checksum')
  const refused = { consumer: 'archive', id: event.id, cause: 'refused_by_archive' }
  expect(letters).toEqual(isAside ? [refused] : [])
  expect([...(await countSetAside(db))]).toEqual(isAside ? [['archive', 1]] : [])
  const verified = await verify(work)
  expect(verified).toMatchObject({ events: isAside ? 12 : 13, differences: [] })
  // What the ledger itself holds wrongly is archived as it is, and told.
  expect(verified.problems.map(({ problem }) => problem)).toEqual(
    isAside ? [] : ['line 3 has a checksum that does not follow from its id and payload_hash'],
  )

  const before = await bytesOf(work)
  await db.query('UPDATE archive_batches SET done_at = NULL WHERE number > 1')
  await archiveWhatIsDue(work)
  expect(await bytesOf(work)).toEqual(before)
  expect(letters).toHaveLength(isAside ? 1 : 0)
})

test('events whose file the store does not take are set aside, and all other files are written', async () => {
  const { db } = ledger
  const work = await openWork(db)
  await append(db, 6)
  await append(db, 3, { tenant_id: 'unwelcome' })
  await append(db, 6)
  await askToClose(db, true)
  const { put } = work.store
  const store = {
    ...work.store,
    put: async (name: string, file: string) => {
      if (name.includes('tenant_id=unwelcome')) throw new ObjectRefused('the store takes no such name')
      await put(name, file)
    },
  }
  await archiveWhatIsDue({ ...work, store })
  expect(letters).toHaveLength(3)
  expect([...(await countSetAside(db))]).toEqual([['archive', 3]])
  expect(await verify(work)).toMatchObject({ events: 12, problems: [], differences: [] })
})
