import type { Database } from '../postgres/pool.ts'
import { withTenant } from '../postgres/with-tenant.ts'

/** A message that could not be taken, as the ledger keeps it. */
export interface StoredLetter {
  readonly id: string
  readonly tenant_id: string
  /** One of the reasons for which an event is turned away, or why a message is none. */
  readonly cause: string
  readonly detail: readonly { readonly path: string; readonly message: string }[]
  readonly sealed: Buffer
  /** Headers, type and producer as the message has them; null in a letter of an earlier release. */
  readonly sealed_facts: Buffer | null
  /** With whose key both are sealed; null where with the letters'. */
  readonly sealed_person: Buffer | null
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

/** What it takes to read what a letter says beside its bytes. */
export type SealedFacts = Pick<
  StoredLetter,
  'tenant_id' | 'topic' | 'partition' | 'offset' | 'sealed_facts' | 'sealed_person'
>

export type NewLetter = Omit<StoredLetter, 'tries' | 'died_at' | 'tried_at' | 'event_id' | 'replayed_at'>

/** What letters may be narrowed by; `from` is included, `to` is not, both by when the letter died. */
export interface LetterFilters {
  readonly ids?: readonly string[] | undefined
  readonly cause?: string | undefined
  readonly type?: string | undefined
  readonly producer?: string | undefined
  readonly from?: string | undefined
  readonly to?: string | undefined
  /** Behind this letter of the tenant, in the order of death. */
  readonly after?: string | undefined
  /** Those that were replayed too. */
  readonly all?: boolean | undefined
}

export interface LetterGroup extends SealedFacts {
  readonly cause: string
  readonly type: string | null
  readonly producer: string | null
  readonly letters: number
  readonly first_at: string
  readonly last_at: string
}

const columns = `id, tenant_id, cause, detail, sealed, headers, topic, partition, "offset", written_at, type, producer,
  sealed_facts, sealed_person`

/**
 * Keeps letters; one that is there already counts one more try, and one that is given twice is one: a reader that joined
 * its group again reads messages again. Durable when the promise resolves.
 */
export async function keepLetters(db: Database, letters: readonly NewLetter[]): Promise<void> {
  if (letters.length === 0) return
  await db.query(
    `INSERT INTO dead_letters (${columns})
     SELECT DISTINCT ON (topic, partition, "offset", written_at)
       id, tenant_id, cause, detail, decode(sealed, 'hex'), headers, topic, partition, "offset", written_at, type, producer,
       decode(sealed_facts, 'hex'), decode(sealed_person, 'hex')
     FROM jsonb_to_recordset($1) AS input(
       id uuid, tenant_id text, cause text, detail jsonb, sealed text, headers jsonb, topic text, partition int,
       "offset" bigint, written_at timestamptz, type text, producer text, sealed_facts text, sealed_person text)
     ON CONFLICT (topic, partition, "offset", written_at) DO UPDATE SET
       tries = dead_letters.tries + 1, tried_at = now(), cause = excluded.cause, detail = excluded.detail`,
    [
      JSON.stringify(
        letters.map((it) => ({
          ...it,
          sealed: it.sealed.toString('hex'),
          sealed_facts: it.sealed_facts?.toString('hex') ?? null,
          sealed_person: it.sealed_person?.toString('hex') ?? null,
        })),
      ),
    ],
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
  add('(died_at, id) > (SELECT died_at, id FROM dead_letters WHERE tenant_id = $1 AND id = ?::uuid)', filters.after)
  if (filters.all !== true) where.push('replayed_at IS NULL')
  return { where: ['tenant_id = $1', ...where].join(' AND '), values }
}

/** A tenant's letters behind `filters.after`, oldest first, as many as have `mostBytes`. */
export async function findLetters(
  db: Database,
  tenantId: string,
  filters: LetterFilters,
  limit: number,
  mostBytes: number,
): Promise<StoredLetter[]> {
  const { where, values } = conditions(filters)
  // A letter may have a megabyte: what is fetched is bounded in bytes too, and one letter is always among it.
  const sql = `SELECT * FROM (
      SELECT *, sum(octet_length(sealed)) OVER (ORDER BY died_at, id) - octet_length(sealed) AS bytes_before
      FROM (SELECT * FROM dead_letters WHERE ${where} ORDER BY died_at, id LIMIT ${limit}) AS page) AS bounded
    WHERE bytes_before < ${mostBytes} ORDER BY died_at, id`
  const { rows } = await withTenant(db, tenantId, (tx) => tx.query<StoredLetter>(sql, [tenantId, ...values]))
  return rows
}

/** A tenant's letters by cause, type and producer, the most frequent first. */
export async function groupLetters(db: Database, tenantId: string, filters: LetterFilters): Promise<LetterGroup[]> {
  const { where, values } = conditions(filters)
  const sql = `SELECT groups.*, tenant_id, topic, partition, "offset", sealed_facts, sealed_person FROM (SELECT cause, type, producer, count(*)::int AS letters, min(died_at) AS first_at, max(died_at) AS last_at,
      (array_agg(id ORDER BY died_at, id))[1] AS example
    FROM dead_letters WHERE ${where} GROUP BY cause, type, producer ORDER BY letters DESC, cause LIMIT 1000) AS groups
    JOIN dead_letters ON dead_letters.id = example ORDER BY letters DESC, groups.cause`
  const { rows } = await withTenant(db, tenantId, (tx) => tx.query<LetterGroup>(sql, [tenantId, ...values]))
  return rows
}

/** Letters that an earlier release kept, whose headers, type and producer stand in the clear. */
export async function unsealedLetters(db: Database, limit: number): Promise<StoredLetter[]> {
  const sql = `SELECT id, tenant_id, detail, headers, type, producer, topic, partition, "offset" FROM dead_letters
    WHERE sealed_facts IS NULL ORDER BY id LIMIT $1`
  return (await db.query<StoredLetter>(sql, [limit])).rows
}

/** Puts what is sealed in place of what stood in the clear. */
export async function sealOld(
  db: Database,
  id: string,
  it: Pick<StoredLetter, 'sealed_facts' | 'type' | 'producer' | 'detail'>,
): Promise<void> {
  await db.query(
    `UPDATE dead_letters SET sealed_facts = $2, type = $3, producer = $4, detail = $5, headers = '{}'
     WHERE id = $1 AND sealed_facts IS NULL`,
    [id, it.sealed_facts, it.type, it.producer, JSON.stringify(it.detail)],
  )
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

/** Letters of all tenants that have not gone to their topic yet and are not refused there, oldest first. */
export async function unpublishedLetters(db: Database, limit: number): Promise<StoredLetter[]> {
  const sql = `SELECT * FROM dead_letters WHERE published_at IS NULL AND publish_refused_at IS NULL
    ORDER BY died_at, id LIMIT $1`
  return (await db.query<StoredLetter>(sql, [limit])).rows
}

export async function markPublished(db: Database, ids: readonly string[]): Promise<void> {
  await db.query('UPDATE dead_letters SET published_at = now() WHERE id = ANY ($1::uuid[])', [ids])
}

/** Notes that the brokers refuse letters for their own sake: the others go on without them. */
export async function markRefused(db: Database, ids: readonly string[]): Promise<void> {
  await db.query('UPDATE dead_letters SET publish_refused_at = now() WHERE id = ANY ($1::uuid[])', [ids])
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
