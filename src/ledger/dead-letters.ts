import type { Database } from './database.ts'
import { withTenant } from './tenant.ts'

/** A message that could not be taken, as the ledger keeps it. */
export interface StoredLetter {
  readonly id: string
  readonly tenant_id: string
  /** One of the reasons for which an event is turned away, or why a message is none. */
  readonly cause: string
  readonly detail: readonly { readonly path: string; readonly message: string }[]
  readonly sealed: Buffer
  readonly headers: Readonly<Record<string, string>>
  readonly topic: string
  readonly partition: number
  readonly offset: string
  /** When its producer wrote it. */
  readonly written_at: string
  readonly type: string | null
  readonly producer: string | null
  readonly tries: number
  readonly died_at: string
  readonly tried_at: string
  readonly event_id: string | null
  readonly replayed_at: string | null
}

export type NewLetter = Omit<StoredLetter, 'tries' | 'died_at' | 'tried_at' | 'event_id' | 'replayed_at'>

/** What letters may be narrowed by; `from` is included, `to` is not, both by when the letter died. */
export interface LetterFilters {
  readonly ids?: readonly string[] | undefined
  readonly cause?: string | undefined
  readonly type?: string | undefined
  readonly producer?: string | undefined
  readonly from?: string | undefined
  readonly to?: string | undefined
  /** Those that were replayed too. */
  readonly all?: boolean | undefined
}

export interface LetterGroup {
  readonly cause: string
  readonly type: string | null
  readonly producer: string | null
  readonly letters: number
  readonly first_at: string
  readonly last_at: string
}

const columns = `id, tenant_id, cause, detail, sealed, headers, topic, partition, "offset", written_at, type, producer`

/** Keeps letters; one that is there already counts one more try. Durable when the promise resolves. */
export async function keepLetters(db: Database, letters: readonly NewLetter[]): Promise<void> {
  if (letters.length === 0) return
  await db.query(
    `INSERT INTO dead_letters (${columns})
     SELECT id, tenant_id, cause, detail, decode(sealed, 'hex'), headers, topic, partition, "offset", written_at, type, producer
     FROM jsonb_to_recordset($1) AS input(
       id uuid, tenant_id text, cause text, detail jsonb, sealed text, headers jsonb, topic text, partition int,
       "offset" bigint, written_at timestamptz, type text, producer text)
     ON CONFLICT (topic, partition, "offset", written_at) DO UPDATE SET
       tries = dead_letters.tries + 1, tried_at = now(), cause = excluded.cause, detail = excluded.detail`,
    [JSON.stringify(letters.map((it) => ({ ...it, sealed: it.sealed.toString('hex') })))],
  )
}

function conditions(filters: LetterFilters): { where: string; values: unknown[] } {
  const values: unknown[] = []
  const where: string[] = []
  const add = (sql: string, value: unknown) => {
    if (value !== undefined) where.push(sql.replace('?', `$${values.push(value) + 1}`))
  }
  add('id = ANY (?::uuid[])', filters.ids)
  add('cause = ?', filters.cause)
  add('type = ?', filters.type)
  add('producer = ?', filters.producer)
  add('died_at >= ?', filters.from)
  add('died_at < ?', filters.to)
  if (filters.all !== true) where.push('replayed_at IS NULL')
  return { where: ['tenant_id = $1', ...where].join(' AND '), values }
}

/** A tenant's letters, oldest first. */
export async function findLetters(
  db: Database,
  tenantId: string,
  filters: LetterFilters,
  limit: number,
): Promise<StoredLetter[]> {
  const { where, values } = conditions(filters)
  const sql = `SELECT * FROM dead_letters WHERE ${where} ORDER BY died_at, id LIMIT ${limit}`
  const { rows } = await withTenant(db, tenantId, (tx) => tx.query<StoredLetter>(sql, [tenantId, ...values]))
  return rows
}

/** A tenant's letters by cause, type and producer, the most frequent first. */
export async function groupLetters(db: Database, tenantId: string, filters: LetterFilters): Promise<LetterGroup[]> {
  const { where, values } = conditions(filters)
  const sql = `SELECT cause, type, producer, count(*)::int AS letters, min(died_at) AS first_at, max(died_at) AS last_at
    FROM dead_letters WHERE ${where} GROUP BY cause, type, producer ORDER BY letters DESC, cause LIMIT 1000`
  const { rows } = await withTenant(db, tenantId, (tx) => tx.query<LetterGroup>(sql, [tenantId, ...values]))
  return rows
}

/** Notes a try at a letter: the event that it became, or why it became none again. */
export async function noteTry(
  db: Database,
  tenantId: string,
  id: string,
  outcome: { eventId: string } | { cause: string; detail: StoredLetter['detail'] },
): Promise<void> {
  const [eventId, cause, detail] =
    'eventId' in outcome ? [outcome.eventId, null, null] : [null, outcome.cause, JSON.stringify(outcome.detail)]
  await withTenant(db, tenantId, (tx) =>
    tx.query(
      `UPDATE dead_letters SET tries = tries + 1, tried_at = now(), event_id = $3::uuid,
         replayed_at = CASE WHEN $3::uuid IS NULL THEN NULL ELSE now() END,
         cause = coalesce($4, cause), detail = coalesce($5::jsonb, detail)
       WHERE tenant_id = $1 AND id = $2`,
      [tenantId, id, eventId, cause, detail],
    ),
  )
}

/** Letters of all tenants that have not gone to their topic yet, oldest first. */
export async function unpublishedLetters(db: Database, limit: number): Promise<StoredLetter[]> {
  const sql = 'SELECT * FROM dead_letters WHERE published_at IS NULL ORDER BY died_at, id LIMIT $1'
  return (await db.query<StoredLetter>(sql, [limit])).rows
}

export async function markPublished(db: Database, ids: readonly string[]): Promise<void> {
  await db.query('UPDATE dead_letters SET published_at = now() WHERE id = ANY ($1::uuid[])', [ids])
}

/** How many letters of all tenants wait to be mended. */
export async function countLetters(db: Database): Promise<number> {
  const { rows } = await db.query<{ letters: number }>(
    'SELECT count(*)::int AS letters FROM dead_letters WHERE replayed_at IS NULL',
  )
  return rows[0]?.letters ?? 0
}

/** How many letters of a tenant wait to be mended. */
export async function countOpenLetters(db: Database, tenantId: string): Promise<number> {
  const sql = 'SELECT count(*)::int AS letters FROM dead_letters WHERE tenant_id = $1 AND replayed_at IS NULL'
  const { rows } = await withTenant(db, tenantId, (tx) => tx.query<{ letters: number }>(sql, [tenantId]))
  return rows[0]?.letters ?? 0
}
