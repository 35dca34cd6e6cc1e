import { expect, test } from 'vitest'
import { askToClose } from '../../src/archive/clock.ts'
import { archiveWhatIsDue } from '../../src/archive/work.ts'
import { openLedgerForFile } from '../ledger/open-ledger.ts'
import { append, beginAtHead, openWork, verify } from './archiving.ts'

const ledger = openLedgerForFile()

test('events that are gone from the ledger, before or after a batch is decided, do not stop the archive', async () => {
  const { db } = ledger
  await append(db, 1)
  await beginAtHead(db)
  await db.query('TRUNCATE events, event_keys')
  const work = await openWork(db)
  await append(db, 6)
  // Their keys stay, so that what is sent again is known.
  await db.query('DELETE FROM events WHERE id IN (SELECT event_id FROM event_keys ORDER BY position LIMIT 2)')
  await askToClose(db, true)
  await archiveWhatIsDue(work)
  expect(await verify(work)).toMatchObject({ events: 4, differences: [], problems: [] })

  await append(db, 5)
  await askToClose(db, true)
  const store = {
    ...work.store,
    put: async () => {
      throw new Error('the archive is unavailable')
    },
  }
  await expect(archiveWhatIsDue({ ...work, store })).rejects.toThrow('the archive is unavailable')
  await db.query('DELETE FROM events WHERE id IN (SELECT event_id FROM event_keys ORDER BY position DESC LIMIT 3)')
  await archiveWhatIsDue(work)
  expect(await verify(work)).toMatchObject({ events: 6, differences: [], problems: [] })
  const { rows } = await db.query<{ events: number }>(
    'SELECT events::int FROM archive_batches ORDER BY number DESC LIMIT 2',
  )
  expect(rows.map(({ events }) => events)).toEqual([2, 4])
})
