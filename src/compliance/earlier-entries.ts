import { momentOf } from '../ledger/row.ts'
import type { Database } from '../postgres/pool.ts'
import { appendEntries } from './audit.ts'
import type { ActorKind, AuditOutcome } from './audit-entry.ts'
import type { Json } from './texts.ts'

interface Row {
  readonly id: string
  readonly tenant_id: string
  readonly at: string
  readonly actor: string
  readonly actor_kind: ActorKind
  readonly actor_key: string | null
  readonly actor_tenant: string | null
  readonly action: string
  readonly resource: string
  readonly outcome: AuditOutcome
  readonly ip: string | null
  readonly trace_id: string
  readonly details: Json
}

const batch = 1_000

/**
 * Moves entries that a release before the chain wrote into it, oldest first, with their ids and times. May be interrupted
 * anywhere, and run by several processes at once: an entry leaves the old table in the transaction that appends it.
 * @returns how many were moved
 */
export async function chainEarlierEntries(db: Database): Promise<number> {
  let moved = 0
  for (;;) {
    const { rows: next } = await db.query<{ tenant_id: string }>('SELECT tenant_id FROM audit LIMIT 1')
    const tenantId = next[0]?.tenant_id
    if (tenantId === undefined) return moved
    const client = await db.connect()
    try {
      await client.query('BEGIN')
      const { rows } = await client.query<Row>(
        `WITH due AS (SELECT id FROM audit WHERE tenant_id = $1 ORDER BY at, id LIMIT ${batch} FOR UPDATE),
         gone AS (DELETE FROM audit USING due WHERE audit.id = due.id RETURNING audit.*)
         SELECT * FROM gone ORDER BY at, id`,
        [tenantId],
      )
      const records = rows.map((row) => ({
        tenantId,
        actor: {
          ...{ name: row.actor, kind: row.actor_kind, keyId: row.actor_key ?? undefined },
          tenantId: row.actor_tenant ?? tenantId,
        },
        ...{ action: row.action, resource: row.resource, outcome: row.outcome, ip: row.ip ?? undefined },
        ...{ traceId: row.trace_id, details: row.details },
      }))
      const earlier = rows.map(({ id, at }) => ({ id, at: momentOf(at) }))
      if (records.length > 0) await appendEntries(client, tenantId, records, earlier)
      await client.query('COMMIT')
      moved += records.length
    } catch (error) {
      await client.query('ROLLBACK')
      throw error
    } finally {
      client.release()
    }
  }
}
