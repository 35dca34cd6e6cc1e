import type { Database } from '../postgres/pool.ts'
import type { Keys, MasterKey } from './master-key.ts'

/** The fingerprint of the key that all was sealed with when the key was last changed, or at the first start. */
const recorded = 'master_key_fingerprint'
/** The fingerprint of the key that takes over, from the first process that has it until all is sealed with it. */
const next = 'master_key_next'

async function read(db: Database): Promise<Map<string, string>> {
  const { rows } = await db.query<{ name: string; value: string }>(
    'SELECT name, value FROM settings WHERE name = ANY ($1)',
    [[recorded, next]],
  )
  return new Map(rows.map(({ name, value }) => [name, value]))
}

/**
 * Finds the master key by which the database was begun: the recorded one, else the oldest that is given, so that a new
 * ledger can take up an archive of before the key was changed.
 * @throws Error when this process lacks a key that others seal with: it could not read what they protect.
 */
export async function findOrigin(db: Database, { current, previous }: Keys): Promise<MasterKey> {
  const found = await read(db)
  const all = [current, ...previous]
  const own = new Set(all.map(({ fingerprint }) => fingerprint))
  const begun = found.get(recorded)
  const lacking = [begun, found.get(next)].find((it) => it !== undefined && !own.has(it))
  if (lacking === undefined) return all.find((it) => it.fingerprint === begun) ?? (all.at(-1) as MasterKey)
  const held = `the fingerprint of the key here is ${current.fingerprint}, the database has ${lacking}`
  throw new Error(
    lacking === begun
      ? `The master key is not the one that this database was begun with, or was changed to (${held}). Set ` +
          'POCM_MASTER_KEY to the one that the other processes have; while a key is changed, ' +
          'POCM_MASTER_KEY_PREVIOUS to the one of before'
      : `The master key of this database is being changed, and this process has only the old one (${held}). Set ` +
          'POCM_MASTER_KEY to the new key and POCM_MASTER_KEY_PREVIOUS to the old one',
  )
}

/** Records which key this process seals with: the first one of a database, or the one that is to take over. */
export async function recordKey(db: Database, { current }: Keys): Promise<void> {
  const begun = (await read(db)).get(recorded)
  if (begun === current.fingerprint) return
  const name = begun === undefined ? recorded : next
  await db.query('INSERT INTO settings (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING', [
    name,
    current.fingerprint,
  ])
  const held = (await read(db)).get(name)
  if (held === current.fingerprint) return
  throw new Error(
    `Another process began to change the master key to one whose fingerprint is ${held}, and here it is ` +
      `${current.fingerprint}. Set POCM_MASTER_KEY to the one that the other processes have`,
  )
}

/** @throws Error when the key of now is not the one that takes over: a change would be turned back half way. */
export async function checkTakesOver(db: Database, { current }: Keys): Promise<void> {
  const taking = (await read(db)).get(next)
  if (taking === undefined || taking === current.fingerprint) return
  throw new Error(
    `The master key is being changed to one whose fingerprint is ${taking}, and POCM_MASTER_KEY is another here ` +
      `(${current.fingerprint}). Set POCM_MASTER_KEY to the new key and POCM_MASTER_KEY_PREVIOUS to the old one`,
  )
}

/** Says that nothing is sealed with another key than this one any more. */
export async function recordRotated(db: Database, { fingerprint }: MasterKey): Promise<void> {
  await db.query(
    `WITH gone AS (DELETE FROM settings WHERE name = $2)
     INSERT INTO settings (name, value) VALUES ($1, $3) ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
    [recorded, next, fingerprint],
  )
}
