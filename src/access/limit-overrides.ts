import type { RecordChange } from '../compliance/audit.ts'
import type { Logger } from '../platform/log.ts'
import type { Database } from '../postgres/pool.ts'
import { type Queryable, withTenant } from '../postgres/with-tenant.ts'

/** What is counted: events that are sent, and calls of any other kind. */
export type Limited = 'events' | 'requests'

/** A limit over the defaults, per second on average over ten; null: as the tenant's or the service's. 0: no limit. */
export interface LimitOverride {
  /** null: of each credential of the tenant that has none of its own. */
  readonly key_id: string | null
  readonly events_per_second: number | null
  readonly requests_per_second: number | null
}

export interface LimitOverrides {
  /** What a credential may send in a second; undefined: as the service's default. */
  of(what: Limited, tenantId: string, keyId?: string): number | undefined
  /** Reads them again: what another process has changed holds here after five seconds without it. */
  refresh(): Promise<void>
  close(): Promise<void>
}

const refreshMs = 5_000
const nameOf = (tenantId: string, keyId?: string | null) => JSON.stringify([tenantId, keyId ?? null])
const columns = { events: 'events_per_second', requests: 'requests_per_second' } as const

/** Keeps the overrides of all tenants at hand: no call waits for them. */
export async function openLimitOverrides(db: Database, log: Logger): Promise<LimitOverrides> {
  let known = new Map<string, LimitOverride>()
  async function refresh(): Promise<void> {
    const { rows } = await db.query<LimitOverride & { tenant_id: string }>(
      'SELECT tenant_id, key_id, events_per_second, requests_per_second FROM rate_limits',
    )
    known = new Map(rows.map((row) => [nameOf(row.tenant_id, row.key_id), row]))
  }
  await refresh()
  let refreshing: Promise<void> = Promise.resolve()
  const timer = setInterval(() => {
    refreshing = refresh().catch((error) =>
      log.debug({ err: error }, 'rate limits could not be read; those of before hold'),
    )
  }, refreshMs).unref()
  return {
    of(what, tenantId, keyId) {
      const own = keyId === undefined ? undefined : known.get(nameOf(tenantId, keyId))?.[columns[what]]
      return own ?? known.get(nameOf(tenantId))?.[columns[what]] ?? undefined
    },
    refresh,
    async close() {
      clearInterval(timer)
      await refreshing
    },
  }
}

const select = `SELECT key_id, events_per_second, requests_per_second FROM rate_limits
  WHERE tenant_id = $1 ORDER BY key_id NULLS FIRST`

/** The overrides of a tenant: its own first, then those of keys. */
export const listLimits = (db: Database, tenantId: string): Promise<LimitOverride[]> =>
  withTenant(
    db,
    tenantId,
    async (tx) => (await tx.query<Record<string, unknown> & LimitOverride>(select, [tenantId])).rows,
  )

/**
 * Sets the limits of a tenant or one of its keys; with null for both they are the defaults again.
 * @returns false where the tenant has no such key
 */
export const writeLimit = (
  db: Database,
  tenantId: string,
  limit: LimitOverride,
  record: RecordChange,
): Promise<boolean> =>
  withTenant(db, tenantId, async (tx) => {
    const { key_id: keyId, events_per_second: events, requests_per_second: requests } = limit
    if (keyId !== null && !(await hasKey(tx, tenantId, keyId))) return false
    const before = await limitIn(tx, tenantId, keyId)
    if (events === null && requests === null) {
      await tx.query('DELETE FROM rate_limits WHERE tenant_id = $1 AND key_id IS NOT DISTINCT FROM $2::uuid', [
        tenantId,
        keyId,
      ])
    } else {
      await tx.query(
        `INSERT INTO rate_limits (tenant_id, key_id, events_per_second, requests_per_second) VALUES ($1, $2, $3, $4)
         ON CONFLICT (tenant_id, key_id) DO UPDATE SET events_per_second = $3, requests_per_second = $4, changed_at = now()`,
        [tenantId, keyId, events, requests],
      )
    }
    await record(tx, { details: { key_id: keyId }, before, after: await limitIn(tx, tenantId, keyId) })
    return true
  })

async function hasKey(tx: Queryable, tenantId: string, keyId: string): Promise<boolean> {
  return (await tx.query('SELECT FROM api_keys WHERE tenant_id = $1 AND id = $2', [tenantId, keyId])).rows.length > 0
}

async function limitIn(tx: Queryable, tenantId: string, keyId: string | null) {
  const { rows } = await tx.query<Omit<LimitOverride, 'key_id'>>(
    `SELECT events_per_second, requests_per_second FROM rate_limits
     WHERE tenant_id = $1 AND key_id IS NOT DISTINCT FROM $2::uuid`,
    [tenantId, keyId],
  )
  return rows[0] ?? { events_per_second: null, requests_per_second: null }
}
