import { LRUCache } from 'lru-cache'
import type { Now } from '../platform/clock.ts'
import { byClock, ttlOf } from '../platform/lifetimes.ts'
import type { Database } from '../postgres/pool.ts'
import type { Principal, Scope } from './principal.ts'
import { roleOf } from './roles.ts'
import { scopesWithin } from './service-accounts.ts'

export interface KnownAccounts {
  /**
   * The service account that a bearer token of a client speaks for; `ended` where there was one, and none now.
   * @param said scopes that the token names
   */
  findByClient(tenantId: string, clientId: string, said: readonly Scope[]): Promise<Principal | 'ended' | undefined>
  /** Forgets what was remembered, so that a revocation holds here at once. */
  forget(): void
}

interface Row {
  readonly id: string
  readonly name: string
  readonly role: string
  readonly scopes: Scope[] | null
  readonly left_ms: number | null
  readonly is_over: boolean
}

const rememberMs = 5_000
const remembered = 1_000

const findSql = `SELECT service_accounts.id, service_accounts.name, role, roles.scopes,
    (extract(epoch FROM expires_at - now()) * 1000)::float8 AS left_ms,
    revoked_at IS NOT NULL OR coalesce(expires_at <= now(), false) AS is_over
  FROM service_accounts LEFT JOIN roles ON roles.tenant_id = service_accounts.tenant_id AND roles.name = role
  WHERE service_accounts.tenant_id = $1 AND client_id = $2
  ORDER BY is_over, service_accounts.created_at DESC LIMIT 1`
const noteUse = `UPDATE service_accounts SET last_used_at = now()
  WHERE id = $1 AND (last_used_at IS NULL OR last_used_at < now() - interval '1 minute')`

/** Asks the database, and remembers its answer for 5 seconds and no longer than the account holds, as key-ring.ts does of keys. */
export function openKnownAccounts(db: Database, now: Now): KnownAccounts {
  const known = new LRUCache<string, { row: Row | undefined }>({
    ...{ max: remembered, ttl: ttlOf(rememberMs) },
    ...byClock(now),
  })
  let forgotten = 0

  async function ask(key: string, tenantId: string, clientId: string): Promise<Row | undefined> {
    const before = forgotten
    const row = (await db.query<Row>(findSql, [tenantId, clientId])).rows[0]
    if (row !== undefined && !row.is_over) await db.query(noteUse, [row.id])
    const left = Math.floor(row?.left_ms ?? rememberMs)
    // What was read before a revocation must not be remembered after it.
    if (before === forgotten)
      known.set(key, { row }, { ttl: ttlOf(left > 1 ? Math.min(left, rememberMs) : rememberMs) })
    return row
  }

  return {
    async findByClient(tenantId, clientId, said) {
      const key = JSON.stringify([tenantId, clientId])
      const hit = known.get(key)
      const row = hit === undefined ? await ask(key, tenantId, clientId) : hit.row
      if (row === undefined) return undefined
      if (row.is_over) return 'ended'
      const { scopes, personalTypes } = roleOf(row.role, row.scopes)
      const { id: accountId, name, role } = row
      return { tenantId, name, scopes: scopesWithin(scopes, said), accountId, role, personalTypes }
    },
    forget() {
      forgotten += 1
      known.clear()
    },
  }
}
