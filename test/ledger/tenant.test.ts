import { describe, expect, test } from 'vitest'
import { appendEvents } from '../../src/ledger/append.ts'
import { withTenant } from '../../src/postgres/with-tenant.ts'
import { newEvent } from './new-event.ts'
import { openLedgerForFile } from './open-ledger.ts'
import { describeTenancy } from './tenancy.ts'

const ledger = openLedgerForFile()

describeTenancy(() => ledger.db)

describe('in the embedded ledger, where all connections share one session', () => {
  test('the role and the tenant end with the transaction, also with one that fails', async () => {
    await appendEvents(ledger.db, [newEvent('a', { tenant_id: 'session-a' })])
    const fails = withTenant(ledger.db, 'session-a', (tx) => tx.query('SELECT 1 / 0'))
    await expect(fails).rejects.toThrow('division by zero')
    for (let turn = 0; turn < 8; turn++) {
      const { rows } = await ledger.db.query(
        "SELECT current_user, coalesce(current_setting('pocm.tenant', true), '') AS tenant",
      )
      expect(rows).toEqual([{ current_user: 'postgres', tenant: '' }])
    }
  })
})
