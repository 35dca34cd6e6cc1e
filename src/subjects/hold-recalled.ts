import type { AuditTrail } from '../compliance/audit-trail.ts'
import type { StoredEvent } from '../events/envelope.ts'
import { uuidV7 } from '../platform/uuid.ts'
import type { Database } from '../postgres/pool.ts'
import { withTenant } from '../postgres/with-tenant.ts'

const reason = 'The lot was recalled.'
const placedBy = 'recall'

/**
 * Places a legal hold on each recalled lot: what is known of it is needed until the recall is closed. A recall that is sent
 * again places none, so that a hold that was released stays released. The limit of holds of a tenant does not count here.
 * @param recalls events `batch.recalled`, each with the id under which it is stored
 */
export async function holdRecalledLots(
  db: Database,
  trail: Pick<AuditTrail, 'appendWithin'>,
  recalls: readonly StoredEvent[],
): Promise<void> {
  for (const { tenant_id: tenantId, id: event, data } of recalls) {
    const value = data.lot as string
    await withTenant(db, tenantId, async (tx) => {
      const { rows } = await tx.query<{ id: string }>(
        `INSERT INTO legal_holds (id, tenant_id, kind, value, reason, placed_by, recall_event)
         VALUES ($1, $2, 'lot', $3, $4, $5, $6)
         ON CONFLICT (tenant_id, recall_event) WHERE recall_event IS NOT NULL DO NOTHING RETURNING id`,
        [uuidV7(Date.now()), tenantId, value, reason, placedBy, event],
      )
      const [placed] = rows
      if (placed === undefined) return
      await trail.appendWithin(tx, {
        ...{ tenantId, actor: { name: placedBy, kind: 'service', tenantId }, action: 'hold.placed' },
        ...{ resource: 'ingest', outcome: 'succeeded', traceId: '', reason },
        ...{ details: { hold: placed.id, event }, before: null, after: { kind: 'lot', value } },
      })
    })
  }
}
