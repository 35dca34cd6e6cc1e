import { LRUCache } from 'lru-cache'
import type { Now } from '../platform/clock.ts'
import { byClock, ttlOf } from '../platform/lifetimes.ts'
import type { Database } from '../postgres/pool.ts'
import { isReservedName } from './api-keys.ts'
import type { Principal, Scope } from './principal.ts'
import { roleOf } from './roles.ts'

export interface KnownPeople {
  /** What a person may do now; undefined for one who was removed or is not active. */
  find(id: string): Promise<Principal | undefined>
  /** Forgets what was remembered, so that a removal or another role holds here at once. */
  forget(): void
}

interface Row {
  readonly id: string
  readonly tenant_id: string
  readonly name: string
  readonly email: string | null
  readonly role: string
  readonly scopes: Scope[] | null
}

const rememberMs = 5_000
const remembered = 10_000
const longestName = 100

/** The name that trails and notes show: an e-mail address tells people apart, and a name that would pass for another's does not. */
export function nameOf({ id, name, email }: Pick<Row, 'id' | 'name' | 'email'>): string {
  const shown = (email ?? name)
    .replaceAll(/\p{Cc}/gu, ' ')
    .trim()
    .slice(0, longestName)
  return shown === '' || isReservedName(shown) ? `person ${id}` : shown
}

/** Asks the database, and remembers its answer for 5 seconds, as key-ring.ts does of keys. */
export function openKnownPeople(db: Database, now: Now): KnownPeople {
  const known = new LRUCache<string, { principal: Principal | undefined }>({
    ...{ max: remembered, ttl: ttlOf(rememberMs) },
    ...byClock(now),
  })
  let forgotten = 0

  async function ask(id: string): Promise<Principal | undefined> {
    const { rows } = await db.query<Row>(
      `SELECT people.id, people.tenant_id, people.name, email, role, roles.scopes
       FROM people LEFT JOIN roles ON roles.tenant_id = people.tenant_id AND roles.name = people.role
       WHERE people.id = $1 AND removed_at IS NULL AND deactivated_at IS NULL AND subject IS NOT NULL`,
      [id],
    )
    const row = rows[0]
    if (row === undefined) return undefined
    const { scopes, personalTypes } = roleOf(row.role, row.scopes)
    const { tenant_id: tenantId, role } = row
    return { tenantId, name: nameOf(row), scopes, personId: id, role, personalTypes }
  }

  return {
    async find(id) {
      const hit = known.get(id)
      if (hit !== undefined) return hit.principal
      const before = forgotten
      const principal = await ask(id)
      // What was read before a removal must not be remembered after it.
      if (before === forgotten) known.set(id, { principal })
      return principal
    },
    forget() {
      forgotten += 1
      known.clear()
    },
  }
}
