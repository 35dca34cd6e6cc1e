import type { Now } from '../platform/clock.ts'
import type { Database } from '../postgres/pool.ts'

/** The write-ahead log that a start after a crash may have to read again. Often and little holds up others less. */
const mostWalBytes = 16 * 1024 * 1024
/** While events arrive, tables wait for so long, at most, to be vacuumed and analysed. */
const mostDelayMs = 300_000

// The rules by which autovacuum goes, at its defaults; nothing is frozen before it must be.
// https://www.postgresql.org/docs/current/routine-vacuuming.html#AUTOVACUUM
const dueTables = `
  SELECT format('%I', pg_class.relname) AS name,
    n_dead_tup > 50 + 0.2 * greatest(reltuples, 0) AS dead,
    n_mod_since_analyze > 50 + 0.1 * greatest(reltuples, 0) AS changed,
    age(relfrozenxid) > 150000000 AS old
  FROM pg_stat_user_tables JOIN pg_class ON pg_class.oid = relid WHERE relkind = 'r'`

/**
 * Does what a PostgreSQL server has processes of its own for and the embedded one has none: checkpoints, without which
 * its write-ahead log would grow for ever, and vacuum and analyse where a table has changed much. Each statement is one
 * of its own, so that ingest gets its turn between them.
 * @param isBusy whether a caller waits for the ledger now
 * @returns one round of it, to be called every some seconds
 */
export function openUpkeep(db: Database, isBusy: () => boolean, now: Now): () => Promise<void> {
  let keptAt = now()
  return async () => {
    const { rows } = await db.query<{ due: boolean }>(
      'SELECT pg_current_wal_insert_lsn() - redo_lsn > $1 AS due FROM pg_control_checkpoint()',
      [mostWalBytes],
    )
    if (rows[0]?.due) await db.query('CHECKPOINT')
    if (isBusy() && now() - keptAt < mostDelayMs) return
    keptAt = now()
    // Without this a session notes what it changed only now and then, the embedded one perhaps never.
    await db.query('SELECT pg_stat_force_next_flush()')
    const tables = await db.query<{ name: string; dead: boolean; changed: boolean; old: boolean }>(dueTables)
    for (const { name, dead, changed, old } of tables.rows) {
      if (old) await db.query(`VACUUM (FREEZE, ANALYZE) ${name}`)
      else if (dead) await db.query(`VACUUM (ANALYZE) ${name}`)
      else if (changed) await db.query(`ANALYZE ${name}`)
    }
  }
}
