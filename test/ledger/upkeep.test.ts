import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { appendEvents } from '../../src/ledger/append.ts'
import { openUpkeep } from '../../src/ledger/upkeep.ts'
import { newEvent } from './new-event.ts'
import { openLedgerForFile } from './open-ledger.ts'

const ledger = openLedgerForFile()
const walBytes = async () => {
  const { rows } = await ledger.db.query(
    'SELECT (pg_current_wal_insert_lsn() - redo_lsn)::float8 AS bytes FROM pg_control_checkpoint()',
  )
  return rows[0].bytes as number
}

test('the write-ahead log that a restart would have to read stays bounded', async () => {
  let made = 0
  while ((await walBytes()) < 17 * 1024 * 1024) {
    // What cannot be compressed, so that it takes room.
    const data = () => ({ noise: randomBytes(500_000).toString('base64') })
    await appendEvents(
      ledger.db,
      Array.from({ length: 20 }, () => newEvent(`wal${made++}`, { data: data() })),
    )
  }
  await openUpkeep(ledger.db, () => true, Date.now)()
  expect(await walBytes()).toBeLessThan(1024 * 1024)
})

test('a table of which much was changed is vacuumed and analysed, at once or after 5 minutes of a busy ledger; one that did not change is left alone', async () => {
  const { db } = ledger
  let isBusy = true
  let now = 0
  const keepUp = openUpkeep(
    db,
    () => isBusy,
    () => now,
  )
  await db.query("INSERT INTO tenants (tenant_id, name) SELECT 'tenant-' || n, 'x' FROM generate_series(1, 200) AS n")
  await db.query("UPDATE tenants SET name = 'y'")
  const state = async () => {
    await db.query('SELECT pg_stat_force_next_flush()')
    const { rows } = await db.query(
      `SELECT n_dead_tup::int AS dead, vacuum_count::int AS vacuumed, analyze_count::int AS analysed
       FROM pg_stat_user_tables WHERE relname = 'tenants'`,
    )
    return rows[0]
  }
  expect((await state()).dead).toBeGreaterThan(100)
  await keepUp()
  expect(await state()).toMatchObject({ vacuumed: 0 })
  now = 300_000
  await keepUp()
  expect(await state()).toMatchObject({ dead: 0, vacuumed: 1 })
  isBusy = false
  await keepUp()
  expect(await state()).toMatchObject({ vacuumed: 1 })
})
