import { mayChange, type Principal, personOf } from '../access/principal.ts'
import { type RecordChange, unrecorded } from '../compliance/audit.ts'
import { momentOf } from '../ledger/row.ts'
import { Failure } from '../platform/errors.ts'
import { uuidV7 } from '../platform/uuid.ts'
import type { Database } from '../postgres/pool.ts'
import { type Queryable, withTenant } from '../postgres/with-tenant.ts'

export const annotationKinds = ['note', 'recall', 'firmware', 'stockout'] as const
export type AnnotationKind = (typeof annotationKinds)[number]

/** What happened at a moment, or for a while: shown on every chart that covers it. */
export interface Annotation {
  readonly id: string
  /** RFC 3339 */
  readonly at: string
  readonly until: string | null
  readonly title: string
  readonly text: string
  readonly kind: AnnotationKind
  /** Whether it follows from events, and was not written by a user. */
  readonly by_itself: boolean
  readonly author: string | null
  /** A page of the dashboard with its query, such as `/lots?lot=L2026-091`. */
  readonly link: string | null
}

export type NewAnnotation = Omit<Annotation, 'id' | 'by_itself' | 'author'>

interface Row extends Omit<Annotation, 'by_itself' | 'author'> {
  readonly author_id: string
  readonly author: string
}

const columns = 'id, author_id, author, at, until, title, text, kind, link'
/** A chart with more marks than this shows nothing else. */
const mostListed = 500

const annotationOf = ({ author_id: _, ...row }: Row): Annotation => ({
  ...row,
  at: momentOf(row.at),
  until: row.until && momentOf(row.until),
  by_itself: false,
})

/** What people noted of a time (RFC 3339, `to` not included), also where it began before. The newest 500, oldest first. */
export async function writtenAnnotations(
  db: Database,
  tenantId: string,
  { from, to }: { from: string; to: string },
): Promise<Annotation[]> {
  const { rows } = await withTenant(db, tenantId, (tx) =>
    tx.query<Row>(
      `SELECT ${columns} FROM annotations WHERE tenant_id = $1 AND at < $3 AND coalesce(until, at) >= $2
       ORDER BY at DESC, id DESC LIMIT ${mostListed}`,
      [tenantId, from, to],
    ),
  )
  return rows.reverse().map(annotationOf)
}

/** Every reader of a chart reads them. */
const mostOfTenant = 5_000
const mostOfOnePerson = 1_000

/** @throws Failure invalid_request where it ends before it begins, or there are as many as are kept */
export async function writeAnnotation(
  db: Database,
  principal: Principal,
  note: NewAnnotation,
  record: RecordChange = unrecorded,
): Promise<Annotation> {
  checkTimes(note)
  const { tenantId, name } = principal
  return withTenant(db, tenantId, async (tx) => {
    const { rows } = await tx.query<Row>(
      `INSERT INTO annotations (id, tenant_id, author_id, author, at, until, title, text, kind, link)
       SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10
       WHERE (SELECT count(*) FROM annotations WHERE tenant_id = $2) < ${mostOfTenant}
         AND (SELECT count(*) FROM annotations WHERE tenant_id = $2 AND author_id = $3) < ${mostOfOnePerson}
       RETURNING ${columns}`,
      [uuidV7(Date.now()), tenantId, personOf(principal), name, ...valuesOf(note)],
    )
    const [row] = rows
    if (row === undefined) {
      const detail = `A tenant keeps at most ${mostOfTenant} notes, and one person ${mostOfOnePerson}: delete some first.`
      throw new Failure('invalid_request', detail)
    }
    await recordNote(tx, record, row.id, undefined, row)
    return annotationOf(row)
  })
}

/** The entry says which words changed and not what they say: they may name persons. */
function recordNote(tx: Queryable, record: RecordChange, id: string, before?: Row, after?: Row): Promise<void> {
  const changed = valueNames.filter((name) => before?.[name] !== after?.[name])
  const shownOf = (row?: Row) =>
    row === undefined ? null : { at: momentOf(row.at), until: row.until && momentOf(row.until), kind: row.kind }
  return record(tx, { details: { annotation: id, changed }, before: shownOf(before), after: shownOf(after) })
}

/** @throws Failure not_found, forbidden where another wrote it, or invalid_request where it ends before it begins */
export async function changeAnnotation(
  db: Database,
  principal: Principal,
  id: string,
  note: NewAnnotation,
  record: RecordChange = unrecorded,
): Promise<Annotation> {
  checkTimes(note)
  return withTenant(db, principal.tenantId, async (tx) => {
    const before = await findToChange(tx, principal, id)
    const { rows } = await tx.query<Row>(
      `UPDATE annotations SET at = $3, until = $4, title = $5, text = $6, kind = $7, link = $8
       WHERE tenant_id = $1 AND id = $2 RETURNING ${columns}`,
      [principal.tenantId, id, ...valuesOf(note)],
    )
    const after = rows[0] ?? noAnnotation(id)
    await recordNote(tx, record, id, before, after)
    return annotationOf(after)
  })
}

/** @returns what was deleted. @throws Failure not_found, or forbidden where another wrote it */
export async function deleteAnnotation(
  db: Database,
  principal: Principal,
  id: string,
  record: RecordChange = unrecorded,
): Promise<Annotation> {
  return withTenant(db, principal.tenantId, async (tx) => {
    const found = await findToChange(tx, principal, id)
    await tx.query('DELETE FROM annotations WHERE tenant_id = $1 AND id = $2', [principal.tenantId, id])
    await recordNote(tx, record, id, found)
    return annotationOf(found)
  })
}

const valueNames = ['at', 'until', 'title', 'text', 'kind', 'link'] as const
const valuesOf = ({ at, until, title, text, kind, link }: NewAnnotation) => [at, until, title, text, kind, link]

function checkTimes({ at, until }: NewAnnotation): void {
  if (until === null || Date.parse(until) > Date.parse(at)) return
  const errors = [{ path: '/until', message: 'must be after at' }]
  throw new Failure('invalid_request', 'An annotation ends after it begins.', { errors })
}

async function findToChange(tx: Queryable, principal: Principal, id: string): Promise<Row> {
  const sql = `SELECT ${columns} FROM annotations WHERE tenant_id = $1 AND id = $2 FOR UPDATE`
  const { rows } = await tx.query<Row>(sql, [principal.tenantId, id])
  const row = rows[0] ?? noAnnotation(id)
  if (mayChange(principal, row.author_id)) return row
  throw new Failure('forbidden', `${row.author} wrote this annotation: only its author or an admin changes it.`)
}

function noAnnotation(id: string): never {
  throw new Failure('not_found', `There is no annotation ${id} written by a person; automatic ones cannot be changed.`)
}
