import { LRUCache } from 'lru-cache'
import { momentOf } from '../ledger/row.ts'
import type { Now } from '../platform/clock.ts'
import { keptDays } from '../platform/kept-days.ts'
import { byClock, ttlOf } from '../platform/lifetimes.ts'
import { uuidV7 } from '../platform/uuid.ts'
import type { Database } from '../postgres/pool.ts'
import { withTenant } from '../postgres/with-tenant.ts'
import type { Logout } from './oidc.ts'

/** A sign-in that has not ended: what its owner and the tenant's admins are shown of it. */
export interface ListedSession {
  readonly id: string
  /** The API key that bought it; null for a person's. */
  readonly key_id: string | null
  /** The person who signed in; null for a key's. */
  readonly person_id: string | null
  readonly name: string
  readonly user_agent: string
  readonly created_at: string
  readonly seen_at: string
  readonly ends_at: string
}

/** Whose sessions: of a key, of a person, or of all of a tenant where neither is named. */
export interface SessionHolder {
  readonly keyId?: string | undefined
  readonly personId?: string | undefined
}

export interface NewSession extends SessionHolder {
  readonly tenantId: string
  readonly name: string
  readonly userAgent: string
  /** The provider's own session (`sid`), where it sent one. */
  readonly providerSession?: string | undefined
  /** When the provider says that the person gave their credential (`auth_time`), in seconds since 1970. */
  readonly authenticatedAt?: number | undefined
}

export interface Sessions {
  /** Records a sign-in that ends at `untilSeconds` (since 1970) at the latest. @returns its id, for the cookie */
  begin(of: NewSession, untilSeconds: number): Promise<string>
  /**
   * Whether a session is still valid; the check counts as use. Ends by other processes are noticed within 5 seconds.
   */
  goesOn(id: string): Promise<boolean>
  /** Ends a session, here at once. */
  end(id: string): Promise<void>
  /** Sessions that go on of a tenant, or of one key or person of it, the newest first. */
  list(tenantId: string, of?: SessionHolder): Promise<ListedSession[]>
  /** When the person of a session gave their credential to the provider, where it said so. */
  authenticatedAt(id: string): Promise<Date | undefined>
  /** Forgets what was remembered, where sessions were ended or shortened beside this. */
  forget(): void
  /** Ends one session of a tenant, or all of a key or person. @returns how many there were to end */
  endOf(tenantId: string, which: SessionHolder & { id?: string | undefined }): Promise<number>
  /** Ends what a provider says has ended: one of its sessions, or all of a subject. @returns whose sessions they were */
  endOfProvider(which: Logout): Promise<{ tenantId: string; personId: string; ended: number }[]>
}

const rememberMs = 5_000
const remembered = 10_000
/** How often using a session is written down. */
const noteMs = 60_000

/** @param idleSeconds after so long without a call a session is over */
export function openSessions(db: Database, idleSeconds: number, now: Now): Sessions {
  const known = new LRUCache<string, boolean>({ max: remembered, ttl: ttlOf(rememberMs), ...byClock(now) })
  /** Those whose use was written down within `noteMs`. */
  const noted = new LRUCache<string, true>({ max: remembered, ttl: ttlOf(noteMs), ...byClock(now) })
  const alive = `ended_at IS NULL AND ends_at > now() AND seen_at > now() - make_interval(secs => ${idleSeconds})`
  let forgotten = 0

  async function ask(id: string): Promise<boolean> {
    const isDue = !noted.has(id)
    const sql = isDue
      ? `UPDATE sessions SET seen_at = now() WHERE id = $1 AND ${alive} RETURNING id`
      : `SELECT id FROM sessions WHERE id = $1 AND ${alive}`
    const before = forgotten
    const goesOn = (await db.query(sql, [id])).rows.length > 0
    // What was read before a session was ended must not be remembered after it.
    if (before !== forgotten) return goesOn
    known.set(id, goesOn)
    if (isDue) noted.set(id, true)
    return goesOn
  }

  function forget(): void {
    forgotten += 1
    known.clear()
    noted.clear()
  }

  return {
    async begin({ tenantId, keyId, personId, name, userAgent, providerSession, authenticatedAt }, untilSeconds) {
      const id = uuidV7(now())
      // Sessions that ended long ago hold nothing that the audit trail does not.
      await db.query(`DELETE FROM sessions WHERE ends_at < now() - interval '${keptDays.sessions} days'`)
      await db.query(
        `INSERT INTO sessions (id, tenant_id, key_id, person_id, name, user_agent, provider_session, ends_at,
           authenticated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, to_timestamp($8), to_timestamp($9))`,
        [
          ...[id, tenantId, keyId ?? null, personId ?? null],
          ...[name, userAgent, providerSession ?? null, untilSeconds, authenticatedAt ?? null],
        ],
      )
      return id
    },
    goesOn: async (id) => known.get(id) ?? ask(id),
    forget,
    async authenticatedAt(id) {
      const sql = 'SELECT authenticated_at FROM sessions WHERE id = $1'
      const { rows } = await db.query<{ authenticated_at: string | null }>(sql, [id])
      const at = rows[0]?.authenticated_at
      return at ? new Date(momentOf(at)) : undefined
    },
    async end(id) {
      await db.query('UPDATE sessions SET ended_at = now() WHERE id = $1 AND ended_at IS NULL', [id])
      forget()
    },
    async list(tenantId, { keyId, personId } = {}) {
      const { rows } = await withTenant(db, tenantId, (tx) =>
        tx.query<ListedSession>(
          `SELECT id, key_id, person_id, name, user_agent, created_at, seen_at, ends_at FROM sessions
           WHERE tenant_id = $1 AND ($2::uuid IS NULL OR key_id = $2) AND ($3::uuid IS NULL OR person_id = $3) AND ${alive}
           ORDER BY created_at DESC, id DESC LIMIT 1000`,
          [tenantId, keyId ?? null, personId ?? null],
        ),
      )
      return rows
    },
    async endOf(tenantId, { id, keyId, personId }) {
      const { rowCount } = await withTenant(db, tenantId, (tx) =>
        tx.query(
          `UPDATE sessions SET ended_at = now() WHERE tenant_id = $1 AND ${alive}
             AND ($2::uuid IS NULL OR id = $2) AND ($3::uuid IS NULL OR key_id = $3)
             AND ($4::uuid IS NULL OR person_id = $4)`,
          [tenantId, id ?? null, keyId ?? null, personId ?? null],
        ),
      )
      forget()
      return rowCount ?? 0
    },
    async endOfProvider({ issuer, subject, sid }) {
      // Where the provider sent no session at sign-in, sessions are found by the subject alone.
      const { rows } = await db.query<{ tenantId: string; personId: string; ended: number }>(
        `WITH ended AS (
           UPDATE sessions SET ended_at = now() FROM people
           WHERE people.id = sessions.person_id AND people.issuer = $1 AND ended_at IS NULL
             AND (provider_session = $3 OR subject = $2 AND ($3::text IS NULL OR provider_session IS NULL))
           RETURNING sessions.tenant_id, person_id)
         SELECT tenant_id AS "tenantId", person_id AS "personId", count(*)::int AS ended FROM ended GROUP BY 1, 2`,
        [issuer, subject ?? null, sid ?? null],
      )
      forget()
      return rows
    },
  }
}
