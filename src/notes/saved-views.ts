import { mayChange, type Principal, personOf } from '../access/principal.ts'
import { type RecordChange, unrecorded } from '../compliance/audit.ts'
import { momentOf } from '../ledger/row.ts'
import { Failure } from '../platform/errors.ts'
import { uuidV7 } from '../platform/uuid.ts'
import type { Database } from '../postgres/pool.ts'
import { type Queryable, withTenant } from '../postgres/with-tenant.ts'

/** A page with its filters, under a name. */
export interface SavedView {
  readonly id: string
  readonly name: string
  /** A path of the dashboard, such as `/payments`. */
  readonly path: string
  /** The query of its address, without the question mark. */
  readonly search: string
  /** Whether the whole tenant sees it. */
  readonly shared: boolean
  /** The name of the credential that saved it. */
  readonly owner: string
  readonly mine: boolean
  /** RFC 3339 */
  readonly created_at: string
}

export type NewView = Pick<SavedView, 'name' | 'path' | 'search' | 'shared'>

interface Row extends Omit<SavedView, 'mine'> {
  readonly owner_id: string
}

const columns = 'id, name, path, search, shared, owner, owner_id, created_at'
/** More would not be found again in a menu. */
const mostOfOnePerson = 200

const shownTo = (principal: Principal, { owner_id, ...row }: Row): SavedView => ({
  ...row,
  mine: owner_id === personOf(principal),
  created_at: momentOf(row.created_at),
})

/** The views that a principal sees: their own, and those that others share. By name. */
export async function listViews(db: Database, principal: Principal): Promise<SavedView[]> {
  const { rows } = await withTenant(db, principal.tenantId, (tx) =>
    tx.query<Row>(
      `SELECT ${columns} FROM saved_views WHERE tenant_id = $1 AND (shared OR owner_id = $2) ORDER BY lower(name), id`,
      [principal.tenantId, personOf(principal)],
    ),
  )
  return rows.map((row) => shownTo(principal, row))
}

/** @throws Failure invalid_request where this person has 200 views already */
export async function saveView(
  db: Database,
  principal: Principal,
  view: NewView,
  record: RecordChange = unrecorded,
): Promise<SavedView> {
  const { tenantId, name: owner } = principal
  return withTenant(db, tenantId, async (tx) => {
    const { rows } = await tx.query<Row>(
      `INSERT INTO saved_views (id, tenant_id, owner_id, owner, name, path, search, shared)
       SELECT $1, $2, $3, $4, $5, $6, $7, $8
       WHERE (SELECT count(*) FROM saved_views WHERE tenant_id = $2 AND owner_id = $3) < ${mostOfOnePerson}
       RETURNING ${columns}`,
      [uuidV7(Date.now()), tenantId, personOf(principal), owner, view.name, view.path, view.search, view.shared],
    )
    const [row] = rows
    if (row === undefined) throw new Failure('invalid_request', `One person keeps at most ${mostOfOnePerson} views.`)
    await recordView(tx, record, row.id, undefined, row)
    return shownTo(principal, row)
  })
}

/** A view that is its owner's alone before and after is not recorded; the words of its address may be of persons. */
async function recordView(tx: Queryable, record: RecordChange, id: string, before?: Row, after?: Row): Promise<void> {
  if (!before?.shared && !after?.shared) return
  const shownOf = (row?: Row) => (row === undefined ? null : { name: row.name, path: row.path, shared: row.shared })
  await record(tx, { details: { view: id }, before: shownOf(before), after: shownOf(after) })
}

/** @throws Failure not_found, or forbidden where the view is another's */
export async function changeView(
  db: Database,
  principal: Principal,
  id: string,
  view: NewView,
  record: RecordChange = unrecorded,
): Promise<SavedView> {
  const { tenantId } = principal
  return withTenant(db, tenantId, async (tx) => {
    const before = await findToChange(tx, principal, id)
    const { rows } = await tx.query<Row>(
      `UPDATE saved_views SET name = $3, path = $4, search = $5, shared = $6 WHERE tenant_id = $1 AND id = $2
       RETURNING ${columns}`,
      [tenantId, id, view.name, view.path, view.search, view.shared],
    )
    const after = rows[0] ?? noView(id)
    await recordView(tx, record, id, before, after)
    return shownTo(principal, after)
  })
}

/** @returns what was deleted. @throws Failure not_found, or forbidden where the view is another's */
export async function deleteView(
  db: Database,
  principal: Principal,
  id: string,
  record: RecordChange = unrecorded,
): Promise<SavedView> {
  return withTenant(db, principal.tenantId, async (tx) => {
    const found = await findToChange(tx, principal, id)
    await tx.query('DELETE FROM saved_views WHERE tenant_id = $1 AND id = $2', [principal.tenantId, id])
    await recordView(tx, record, id, found)
    return shownTo(principal, found)
  })
}

/** A view that the principal may not see is answered as missing. */
async function findToChange(tx: Queryable, principal: Principal, id: string): Promise<Row> {
  const sql = `SELECT ${columns} FROM saved_views WHERE tenant_id = $1 AND id = $2 FOR UPDATE`
  const { rows } = await tx.query<Row>(sql, [principal.tenantId, id])
  const [row] = rows
  if (row === undefined || !(row.shared || row.owner_id === personOf(principal))) return noView(id)
  if (mayChange(principal, row.owner_id)) return row
  throw new Failure('forbidden', `The view is ${row.owner}'s: only its owner or an admin changes it.`)
}

function noView(id: string): never {
  throw new Failure('not_found', `There is no view ${id}.`)
}
