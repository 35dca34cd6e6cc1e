import { LRUCache } from 'lru-cache'
import type { Now } from '../platform/clock.ts'
import { limitConcurrency } from '../platform/concurrency.ts'
import { Failure } from '../platform/errors.ts'
import { byClock, ttlOf } from '../platform/lifetimes.ts'
import type { Database } from '../postgres/pool.ts'
import { hashOf, keyedHashOf } from './api-keys.ts'
import type { Principal, Scope } from './principal.ts'

export interface KeyRing {
  /** Whom a key speaks for, or undefined for one that is unknown or revoked. */
  find(key: string): Promise<Principal | undefined>
  /** The same for the id of a key. */
  findById(id: string): Promise<Principal | undefined>
  /** Forgets what was remembered, so that a revocation holds here at once. */
  forget(): void
}

const rememberMs = 5_000
const remembered = 1_000
/** Look-ups of keys that are not remembered, at once and in line: strangers cannot take the ledger's connections. */
const lookUpsAtOnce = 4
const lookUpsWaiting = 200

/**
 * Asks the database, and remembers its answer for 5 seconds. That there is no such key is remembered apart, so that keys that
 * are made up drive none that is known from memory.
 * @param hashKey under which the configured key is hashed
 */
export function openKeyRing(db: Database, hashKey: Buffer, now: Now): KeyRing {
  const memory = { max: remembered, ttl: ttlOf(rememberMs), ...byClock(now) }
  const known = new LRUCache<string, Principal>(memory)
  const unknown = new LRUCache<string, true>(memory)
  const inLine = limitConcurrency(lookUpsAtOnce, lookUpsWaiting, () => {
    return new Failure('too_many_requests', 'Too many credentials are being looked up.', { retry_after: 1 })
  })
  let forgotten = 0

  async function remember(name: string, ask: () => Promise<Principal | undefined>): Promise<Principal | undefined> {
    const hit = known.get(name)
    if (hit !== undefined || unknown.has(name)) return hit
    const asked = forgotten
    const answer = await inLine(ask)
    // What was read before a revocation must not be remembered after it.
    if (asked !== forgotten) return answer
    if (answer === undefined) {
      unknown.set(name, true)
      known.delete(name)
    } else {
      known.set(name, answer)
      unknown.delete(name)
    }
    return answer
  }

  async function findBy(column: 'hash' | 'id', values: readonly (Buffer | string)[]): Promise<Principal | undefined> {
    const { rows } = await db.query<{ id: string; tenant_id: string; name: string; scopes: Scope[]; is_due: boolean }>(
      `SELECT id, tenant_id, name, scopes,
              last_used_at IS NULL OR last_used_at < now() - interval '1 minute' AS is_due
       FROM api_keys WHERE ${column} = ANY ($1) AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())`,
      [values],
    )
    const row = rows[0]
    if (row?.is_due) await db.query('UPDATE api_keys SET last_used_at = now() WHERE id = $1', [row.id])
    return row && { tenantId: row.tenant_id, name: row.name, scopes: row.scopes, keyId: row.id }
  }

  return {
    find(key) {
      const hash = hashOf(key)
      return remember(`hash ${hash.toString('base64')}`, () => findBy('hash', [hash, keyedHashOf(hashKey, key)]))
    },
    findById: (id) => remember(`id ${id}`, () => findBy('id', [id])),
    forget() {
      forgotten += 1
      known.clear()
      unknown.clear()
    },
  }
}
