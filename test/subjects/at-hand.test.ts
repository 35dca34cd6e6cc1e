import { expect, test, vi } from 'vitest'
import { noticedMs, watchErasures } from '../../src/compliance/erased-subjects.ts'
import { findRecent, forgetRecent, keepRecent } from '../../src/ledger/recent-cache.ts'
import { openLog } from '../../src/platform/log.ts'
import { newEvent } from '../ledger/new-event.ts'
import { openLedgerForFile } from '../ledger/open-ledger.ts'

const ledger = openLedgerForFile()

test('cached events of the log are dropped when another process begins to erase a person', async () => {
  const { db } = ledger
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  const watch = await watchErasures(db, () => forgetRecent(db), openLog('silent'))
  try {
    const { event } = newEvent('at-hand')
    keepRecent(db, [event], 100)
    const look = async () => {
      vi.advanceTimersByTime(noticedMs)
      await vi.waitFor(async () => db.query('SELECT'))
      return findRecent(db, event.tenant_id, event.id)
    }
    expect(await look()).toBe(event)
    await db.query("INSERT INTO erased_subjects (tenant_id, token) VALUES ('acme', 's_1')")
    await expect.poll(look).toBeUndefined()
  } finally {
    vi.useRealTimers()
    await watch.close()
  }
})
