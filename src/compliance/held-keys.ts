import type { Database } from '../postgres/pool.ts'
import type { Keys } from './master-key.ts'
import { findOrigin, recordKey } from './same-key.ts'
import { openServiceKeys, type ServiceKeys } from './service-keys.ts'

/**
 * Makes sure that this process has the master keys that every process on the database has to have, and opens the
 * service's own keys, which stay the same when the master key changes.
 * @throws Error when this process lacks a key that others seal with
 */
export async function openHeldKeys(db: Database, keys: Keys): Promise<Keys & ServiceKeys> {
  const own = await openServiceKeys(db, keys, await findOrigin(db, keys))
  await recordKey(db, keys)
  return { ...keys, ...own }
}
