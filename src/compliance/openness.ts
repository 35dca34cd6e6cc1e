import { LRUCache } from 'lru-cache'
import { byClock, ttlOf } from '../platform/lifetimes.ts'
import type { Database } from '../postgres/pool.ts'
import { withTenant } from '../postgres/with-tenant.ts'
import type { Openness } from './walk.ts'

/** What each tenant lets stand in the clear, as far as it was asked in the last seconds. */
export interface OpennessOf {
  of(tenantId: string): Promise<Openness>
  /** To be called when a tenant changed it: other processes follow within five seconds. */
  forget(tenantId: string): void
}

const lifeMs = 5_000
const tenantsAtHand = 10_000
export const closed: Openness = { undeclared: 'sealed', paths: new Set() }

export function openOpenness(db: Database, now: () => number): OpennessOf {
  const known = new LRUCache<string, Promise<Openness>>({ max: tenantsAtHand, ttl: ttlOf(lifeMs), ...byClock(now) })

  async function read(tenantId: string): Promise<Openness> {
    const { rows } = await withTenant(db, tenantId, (tx) =>
      tx.query<{ undeclared_fields: Openness['undeclared']; public_paths: string[] }>(
        'SELECT undeclared_fields, public_paths FROM tenants WHERE tenant_id = $1',
        [tenantId],
      ),
    )
    const row = rows[0]
    return row === undefined ? closed : { undeclared: row.undeclared_fields, paths: new Set(row.public_paths) }
  }

  return {
    of(tenantId) {
      const before = known.get(tenantId)
      if (before !== undefined) return before
      const openness = read(tenantId)
      known.set(tenantId, openness)
      openness.catch(() => known.delete(tenantId))
      return openness
    },
    forget: (tenantId) => void known.delete(tenantId),
  }
}
