import type { Database } from '../ledger/database.ts'

/**
 * Makes sure that every process on a database has the same master key. The first one records its fingerprint.
 * @throws Error when this process has another: it could read no protected value, find no payload the same, and what it
 *   protected nobody else could read.
 */
export async function holdSameKey(db: Database, fingerprint: string): Promise<void> {
  await db.query("INSERT INTO settings (name, value) VALUES ('master_key_fingerprint', $1) ON CONFLICT DO NOTHING", [
    fingerprint,
  ])
  const { rows } = await db.query<{ value: string }>("SELECT value FROM settings WHERE name = 'master_key_fingerprint'")
  const recorded = rows[0]?.value
  if (recorded === fingerprint) return
  throw new Error(
    `The master key is not the one that this database was begun with (its fingerprint is ${fingerprint}, the database ` +
      `has ${recorded}). Set POCM_MASTER_KEY to the one that the other processes have`,
  )
}
