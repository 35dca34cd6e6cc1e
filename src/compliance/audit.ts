import { momentOf } from '../ledger/row.ts'
import { toMicroseconds } from '../platform/clock.ts'
import { Failure } from '../platform/errors.ts'
import { uuidV7 } from '../platform/uuid.ts'
import type { Database } from '../postgres/pool.ts'
import { type Queryable, withTenant } from '../postgres/with-tenant.ts'
import {
  type AuditContent,
  type AuditEntry,
  type AuditHead,
  type AuditOutcome,
  type AuditRecord,
  type Change,
  chained,
  genesisHash,
} from './audit-entry.ts'

/** Appends the entry of a change, in the transaction that makes it: neither is there without the other. */
export type RecordChange = (tx: Queryable, change: Change) => Promise<void>

/** For changes that the service makes itself, whose entry is none of a call. */
export const unrecorded: RecordChange = async () => {}

const columns = `tenant_id, sequence, id, at, actor, actor_kind, actor_key, actor_tenant, action, subjects, resource, outcome,
  ip, trace_id, reason, before, after, details, previous_hash, hash`
const types = `tenant_id text, sequence bigint, id uuid, at timestamptz, actor text, actor_kind text, actor_key text,
  actor_tenant text, action text, subjects text[], resource text, outcome text, ip text, trace_id text, reason text,
  before jsonb, after jsonb, details jsonb, previous_hash text, hash text`

type Row = Omit<AuditEntry, 'sequence'> & { readonly sequence: string }

const entryOf = (row: Row): AuditEntry => ({ ...row, sequence: Number(row.sequence), at: momentOf(row.at) })

/** A value as it comes back from a `jsonb` column, so that its hash is that of what is read. */
const stored = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T

const contentOf = (
  record: AuditRecord,
  { sequence, at, id = uuidV7(Date.now()) }: { sequence: number; at: string; id?: string | undefined },
): AuditContent =>
  stored({
    ...{ tenant_id: record.tenantId, sequence, id, at },
    ...{ actor: record.actor.name, actor_kind: record.actor.kind, actor_key: record.actor.keyId ?? null },
    ...{ actor_tenant: record.actor.tenantId, action: record.action, subjects: record.subjects ?? [] },
    ...{ resource: record.resource, outcome: record.outcome, ip: record.ip ?? null, trace_id: record.traceId },
    ...{ reason: record.reason ?? null, before: record.before ?? null, after: record.after ?? null },
    details: record.details,
  })

/** A record, and where it was written before it came into the chain: its id, and when. */
export interface Earlier {
  readonly id: string
  readonly at: string
}

/**
 * Appends to the chain of a tenant, in this transaction, behind whatever else it does: the head is locked from here to its end.
 * @param earlier of each record, where they were written before
 */
export async function appendEntries(
  tx: Queryable,
  tenantId: string,
  records: readonly AuditRecord[],
  earlier?: readonly Earlier[],
): Promise<void> {
  // Times of a chain do not go back, whatever the clock does.
  const { rows } = await tx.query<{ sequence: string; hash: string; at: string }>(
    `INSERT INTO compliance_audit_heads AS head (tenant_id, sequence, hash, at)
     VALUES ($1, $2, '${genesisHash}', clock_timestamp())
     ON CONFLICT (tenant_id) DO UPDATE SET sequence = head.sequence + $2, at = greatest(head.at, clock_timestamp())
     RETURNING sequence - $2 AS sequence, hash, at`,
    [tenantId, records.length],
  )
  const { sequence, hash, at } = rows[0] as { sequence: string; hash: string; at: string }
  const head: AuditHead = { sequence: Number(sequence), hash }
  const contents = records.map((record, index) =>
    contentOf(record, { sequence: head.sequence + index + 1, at: momentOf(at), ...earlier?.[index] }),
  )
  const entries = chained(head, contents)
  await tx.query(
    `WITH added AS (
       INSERT INTO compliance_audit_logs (${columns}) SELECT ${columns} FROM jsonb_to_recordset($2::jsonb) AS it (${types}))
     UPDATE compliance_audit_heads SET hash = $3 WHERE tenant_id = $1`,
    [tenantId, JSON.stringify(entries), entries.at(-1)?.hash ?? hash],
  )
}

/** Appends to one tenant's trail; durable when this resolves. */
export const appendToTrail = (db: Database, tenantId: string, records: readonly AuditRecord[]): Promise<void> =>
  withTenant(db, tenantId, (tx) => appendEntries(tx, tenantId, records))

/** What entries are narrowed by; what is not given narrows nothing. */
export interface AuditFilters {
  readonly actor?: string
  readonly action?: string
  readonly outcome?: AuditOutcome
  /** Tokens of a subject. */
  readonly subjects?: readonly string[]
  readonly from?: string
  readonly to?: string
}

/** The condition of filters on a tenant's entries, whose values are `$1` to `$7`. */
const narrowed = `tenant_id = $1 AND ($2::text IS NULL OR actor = $2) AND ($3::text IS NULL OR action = $3)
  AND ($4::text[] IS NULL OR subjects && $4)
  AND ($5::timestamptz IS NULL OR at >= $5) AND ($6::timestamptz IS NULL OR at < $6)
  AND ($7::text IS NULL OR outcome = $7)`
const valuesOf = (tenantId: string, { actor, action, subjects, from, to, outcome }: AuditFilters) =>
  [tenantId, actor, action, subjects, from, to, outcome].map((value) => value ?? null)

/**
 * A page of a tenant's entries, newest first.
 * @throws Failure malformed_cursor
 */
export async function readAudit(
  db: Database,
  tenantId: string,
  filters: AuditFilters,
  page: { limit: number; cursor?: string | undefined },
): Promise<{ entries: AuditEntry[]; next_cursor: string | null }> {
  const [at, sequence] = page.cursor === undefined ? [null, null] : readCursor(page.cursor)
  const { rows } = await withTenant(db, tenantId, (tx) =>
    tx.query<Row>(
      `SELECT ${columns} FROM compliance_audit_logs
       WHERE ${narrowed} AND ($8::timestamptz IS NULL OR (at, sequence) < ($8, $9::bigint))
       ORDER BY at DESC, sequence DESC LIMIT $10`,
      [...valuesOf(tenantId, filters), at, sequence, page.limit + 1],
    ),
  )
  const entries = rows.slice(0, page.limit).map(entryOf)
  const last = entries.at(-1)
  return { entries, next_cursor: rows.length > page.limit && last !== undefined ? writeCursor(last) : null }
}

const pageEntries = 1_000

/** Pages of a tenant's entries in the order of the chain. @param upTo the sequence of the last one */
export async function* auditPages(
  db: Database,
  tenantId: string,
  filters: AuditFilters,
  upTo: number,
): AsyncGenerator<AuditEntry[]> {
  const sql = `SELECT ${columns} FROM compliance_audit_logs WHERE ${narrowed} AND sequence > $8 AND sequence <= $9
    ORDER BY sequence LIMIT ${pageEntries}`
  for (let after = 0; ; ) {
    const values = [...valuesOf(tenantId, filters), after, upTo]
    const { rows } = await withTenant(db, tenantId, (tx) => tx.query<Row>(sql, values))
    const page = rows.map(entryOf)
    const last = page.at(-1)
    if (last === undefined) return
    yield page
    after = last.sequence
  }
}

const writeCursor = ({ at, sequence }: AuditEntry) => Buffer.from(`${at} ${sequence}`).toString('base64url')

function readCursor(cursor: string): [string, string] {
  const [moment = '', sequence = '', ...more] = Buffer.from(cursor, 'base64url').toString().split(' ')
  const utc = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(moment) ? toMicroseconds(moment) : undefined
  if (utc === undefined || !/^\d{1,15}$/.test(sequence) || more.length > 0) {
    throw new Failure('malformed_cursor', 'Take the cursor from next_cursor of the page before.')
  }
  return [utc, sequence]
}

/** The actions that entries of a tenant name, each once: one step in the index for each, however many entries there are. */
export async function listActions(db: Database, tenantId: string): Promise<string[]> {
  const next = (after: string) => `(SELECT action FROM compliance_audit_logs
    WHERE tenant_id = $1 ${after} ORDER BY action LIMIT 1)`
  const sql = `WITH RECURSIVE found AS (
      ${next('')} UNION ALL SELECT ${next('AND action > found.action')} FROM found WHERE found.action IS NOT NULL)
    SELECT action FROM found WHERE action IS NOT NULL`
  const { rows } = await withTenant(db, tenantId, (tx) => tx.query<{ action: string }>(sql, [tenantId]))
  return rows.map(({ action }) => action)
}

/** Entries of a chain in its order, behind `sequence`. */
export async function readChain(db: Database, tenantId: string, after: number, limit: number): Promise<AuditEntry[]> {
  const sql = `SELECT ${columns} FROM compliance_audit_logs WHERE tenant_id = $1 AND sequence > $2 ORDER BY sequence LIMIT $3`
  const { rows } = await withTenant(db, tenantId, (tx) => tx.query<Row>(sql, [tenantId, after, limit]))
  return rows.map(entryOf)
}

/** The end of a tenant's chain as it was recorded; nothing where there is no entry. */
export async function readHead(
  db: Database,
  tenantId: string,
): Promise<(AuditHead & { readonly at: string }) | undefined> {
  const sql = 'SELECT sequence, hash, at FROM compliance_audit_heads WHERE tenant_id = $1'
  const { rows } = await withTenant(db, tenantId, (tx) =>
    tx.query<{ sequence: string; hash: string; at: string }>(sql, [tenantId]),
  )
  const [row] = rows
  return row && { sequence: Number(row.sequence), hash: row.hash, at: momentOf(row.at) }
}
