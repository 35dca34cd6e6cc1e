import { type RecordChange, unrecorded } from '../compliance/audit.ts'
import { momentOf } from '../ledger/row.ts'
import { Failure } from '../platform/errors.ts'
import type { Database } from '../postgres/pool.ts'
import { type Queryable, withTenant } from '../postgres/with-tenant.ts'
import { type Alert, type AlertWish, type Condition, isSubjectKind, type Window } from './alert.ts'

interface Row extends Omit<Alert, 'window' | 'condition'> {
  readonly span: Window
  readonly condition: Condition['kind']
  readonly threshold: number | null
  readonly minimum_observations: number | null
  readonly sealed_secret: Buffer | null
}

/** An alert with the sealed secret by which its webhooks are signed. */
export type StoredAlert = Alert & { readonly sealed_secret: Buffer | null }

const columns = `id, tenant_id, name, metric, filters, span, condition, threshold, minimum_observations, webhook_url,
  sealed_secret, enabled,
  state, reason, last_value, checked_at, created_at`
/** Each is a question to the warehouse every minute. */
const mostOfATenant = 100

export const alertOf = ({ span, condition, threshold, minimum_observations, ...row }: Row): StoredAlert => ({
  ...row,
  window: span,
  condition: { kind: condition, value: threshold, minimum_observations },
  checked_at: row.checked_at && momentOf(row.checked_at),
  created_at: momentOf(row.created_at),
})

export async function listAlerts(db: Database, tenantId: string): Promise<StoredAlert[]> {
  const sql = `SELECT ${columns} FROM alerts WHERE tenant_id = $1 ORDER BY created_at, id`
  const { rows } = await withTenant(db, tenantId, (tx) => tx.query<Row>(sql, [tenantId]))
  return rows.map(alertOf)
}

/** @throws Failure not_found */
export async function findAlert(db: Database, tenantId: string, id: string): Promise<StoredAlert> {
  return withTenant(db, tenantId, (tx) => alertIn(tx, tenantId, id))
}

async function alertIn(tx: Queryable, tenantId: string, id: string): Promise<StoredAlert> {
  const sql = `SELECT ${columns} FROM alerts WHERE tenant_id = $1 AND id = $2`
  const { rows } = await tx.query<Row>(sql, [tenantId, id])
  const [row] = rows
  if (row === undefined) throw new Failure('not_found', `There is no alert ${id}.`)
  return alertOf(row)
}

/** What the audit trail records of an alert: of the webhook its host alone, for the rest may be a secret. */
const shownOf = ({ name, metric, filters, window, condition, webhook_url, enabled }: StoredAlert) => ({
  ...{ name, metric, filters, window, condition, enabled },
  webhook_host: webhook_url === null ? null : new URL(webhook_url).host,
})

/** @throws Failure invalid_request where the tenant has 100 alerts already */
export async function addAlert(
  db: Database,
  tenantId: string,
  id: string,
  wish: AlertWish,
  sealedSecret: Buffer | null,
  record: RecordChange = unrecorded,
): Promise<StoredAlert> {
  return withTenant(db, tenantId, async (tx) => {
    const { rows } = await tx.query<Row>(
      `INSERT INTO alerts (id, tenant_id, name, metric, filters, span, condition, threshold, minimum_observations, webhook_url,
         enabled, sealed_secret)
       SELECT $2, $1, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12
       WHERE (SELECT count(*) FROM alerts WHERE tenant_id = $1) < ${mostOfATenant}
       RETURNING ${columns}`,
      [tenantId, id, ...valuesOf(wish), sealedSecret],
    )
    const [row] = rows
    if (row === undefined) throw new Failure('invalid_request', `A tenant has at most ${mostOfATenant} alerts.`)
    const made = alertOf(row)
    await record(tx, { details: { alert: id }, before: null, after: shownOf(made) })
    return made
  })
}

/** Changes an alert; it is evaluated anew, and one that is switched off no longer fires. @throws Failure not_found */
export async function changeAlert(
  db: Database,
  tenantId: string,
  id: string,
  wish: AlertWish,
  sealedSecret: Buffer | null,
  record: RecordChange = unrecorded,
): Promise<StoredAlert> {
  return withTenant(db, tenantId, async (tx) => {
    const before = await alertIn(tx, tenantId, id)
    // One on reports or lots has firings of its own kind, which no evaluation of another kind would end.
    const isOther = before.condition.kind !== wish.condition.kind
    const ofSubjects = isSubjectKind(before.condition.kind) || isSubjectKind(wish.condition.kind)
    if (!wish.enabled || (isOther && ofSubjects)) {
      const resolve = 'UPDATE alert_firings SET resolved_at = now() WHERE alert_id = $1 AND resolved_at IS NULL'
      await tx.query(resolve, [id])
    }
    const { rows } = await tx.query<Row>(
      `UPDATE alerts SET name = $3, metric = $4, filters = $5, span = $6, condition = $7, threshold = $8,
         minimum_observations = $9, webhook_url = $10, enabled = $11, sealed_secret = $12, state = 'unknown', reason = NULL, checked_at = NULL
       WHERE tenant_id = $1 AND id = $2 RETURNING ${columns}`,
      [tenantId, id, ...valuesOf(wish), sealedSecret],
    )
    const [row] = rows
    if (row === undefined) throw new Failure('not_found', `There is no alert ${id}.`)
    const after = alertOf(row)
    await record(tx, { details: { alert: id }, before: shownOf(before), after: shownOf(after) })
    return after
  })
}

/** Deletes an alert with its firings and their pending notifications. @throws Failure not_found */
export async function deleteAlert(
  db: Database,
  tenantId: string,
  id: string,
  record: RecordChange = unrecorded,
): Promise<void> {
  await withTenant(db, tenantId, async (tx) => {
    const before = await alertIn(tx, tenantId, id)
    const { rowCount } = await tx.query('DELETE FROM alerts WHERE tenant_id = $1 AND id = $2', [tenantId, id])
    if (rowCount === 0) throw new Failure('not_found', `There is no alert ${id}.`)
    await record(tx, { details: { alert: id }, before: shownOf(before), after: null })
  })
}

/** Kinds whose data change from day to day, and whose evaluation takes many statements, or a forecast. */
const slowKinds = ['lot_signal', 'outside_expected'] as const satisfies readonly Condition['kind'][]

/**
 * Alerts of all tenants that were not evaluated since a moment (RFC 3339), the longest overdue first; those on
 * forecasts and lots since another, and any that was made or changed since its last evaluation.
 */
export async function dueAlerts(
  db: Database,
  { since, slowSince }: { readonly since: string; readonly slowSince: string },
  limit: number,
): Promise<StoredAlert[]> {
  const { rows } = await db.query<Row>(
    `SELECT ${columns} FROM alerts
     WHERE enabled AND (checked_at IS NULL OR checked_at <= CASE WHEN condition = ANY ($2) THEN $3::timestamptz ELSE $1 END)
     ORDER BY checked_at NULLS FIRST, id LIMIT $4`,
    [since, slowKinds, slowSince, limit],
  )
  return rows.map(alertOf)
}

const valuesOf = ({ name, metric, filters, window, condition, webhook_url, enabled }: AlertWish) => [
  ...[name, metric, JSON.stringify(filters), window, condition.kind, condition.value],
  ...[condition.minimum_observations ?? null, webhook_url, enabled],
]
