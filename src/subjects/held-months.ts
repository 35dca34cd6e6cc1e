import type { SubjectTokens } from '../compliance/subject-tokens.ts'
import { leftSpan } from '../ledger/leave.ts'
import { chunksOf } from '../platform/chunk.ts'
import type { Database } from '../postgres/pool.ts'
import { ofTenant } from '../warehouse/sql/relation.ts'
import type { Warehouse } from '../warehouse/warehouse.ts'
import { type Hold, listHolds } from './holds.ts'

interface Deps {
  readonly db: Database
  readonly warehouse: Warehouse
  readonly subjectTokens: SubjectTokens
}

/** The holds that stand on what is of a type and occurred in a month. */
export interface HeldMonths {
  /** Ids of holds; none where nothing is held. */
  on(type: string, month: string): readonly string[]
  /** Holds on persons or devices, with their tokens: what names one of these is held too. */
  readonly subjects: readonly Pick<Hold, 'id' | 'subjects'>[]
  /** All that stand. */
  readonly all: readonly string[]
}

const tokensAtOnce = 5_000

/** Values of a column in the ledger, and in the warehouse of events that left it. */
async function valuesOf(
  deps: Deps,
  tenantId: string,
  column: 'user_id' | 'device_id',
  hasLeft: boolean,
): Promise<Set<string>> {
  const { rows } = await deps.db.query<{ value: string }>(
    `SELECT DISTINCT ${column} AS value FROM events WHERE tenant_id = $1 AND ${column} IS NOT NULL`,
    [tenantId],
  )
  const values = new Set(rows.map(({ value }) => value))
  if (!hasLeft) return values
  const told = await deps.warehouse.ask(
    tenantId,
    async (_: null, { engine }) =>
      (
        await engine.read(`SELECT DISTINCT ${column} FROM ${ofTenant('events', column)} WHERE ${column} != ''`, {
          tenant: tenantId,
        })
      ).data,
    null,
  )
  for (const [value] of told) values.add(String(value))
  return values
}

interface Wanted {
  readonly ids: readonly string[]
  readonly lots: readonly string[]
}

/** The types and months of events of persons, of what their sessions, orders and devices did, and of lots. */
async function monthsWith(deps: Deps, tenantId: string, wanted: Wanted, hasLeft: boolean): Promise<Set<string>> {
  const { ids, lots } = wanted
  const linked = (column: string) => `${column} IN (SELECT it.${column} FROM events AS it
    WHERE it.tenant_id = $1 AND it.user_id = ANY ($2::text[]) AND it.${column} IS NOT NULL)`
  const { rows } = await deps.db.query<{ type: string; month: string }>(
    `SELECT DISTINCT type, to_char(occurred_at, 'YYYY-MM') AS month FROM events WHERE tenant_id = $1 AND (
       user_id = ANY ($2::text[]) OR device_id = ANY ($2::text[])
       OR (cardinality($2::text[]) > 0 AND user_id IS NULL
         AND (${linked('session_id')} OR ${linked('order_id')} OR ${linked('device_id')}))
       OR data ->> 'lot' = ANY ($3::text[])
       OR (jsonb_path_query_array(data, '$.items[*].lot') || jsonb_path_query_array(data, '$.lots[*]')) ?| $3::text[])`,
    [tenantId, ids, lots],
  )
  const months = new Set(rows.map(({ type, month }) => `${type} ${month}`))
  if (!hasLeft) return months
  const told = await deps.warehouse.ask(
    tenantId,
    async (_: null, { engine }) => {
      const own = (
        column: string,
      ) => `${column} != '' AND ${column} IN (SELECT ${column} FROM ${ofTenant('events', `${column}, user_id`)}
        WHERE user_id IN {ids:Array(String)} AND ${column} != '')`
      const { data } = await engine.read(
        `SELECT DISTINCT type, formatDateTime(occurred_at, '%Y-%m', 'UTC') FROM ${ofTenant('events')}
        WHERE user_id IN {ids:Array(String)} OR device_id IN {ids:Array(String)}
          OR (user_id = '' AND ((${own('session_id')}) OR (${own('order_id')}) OR (${own('device_id')})))
          OR has({lots:Array(String)}, lot) OR hasAny(lots, {lots:Array(String)}) OR hasAny(items.lot, {lots:Array(String)})`,
        { tenant: tenantId, ids: [...ids], lots: [...lots] },
      )
      return data
    },
    null,
  )
  for (const [type, month] of told) months.add(`${type} ${month}`)
  return months
}

/** What the legal holds of a tenant keep, by type and month. @throws Failure warehouse_unavailable */
export async function readHeldMonths(deps: Deps, tenantId: string): Promise<HeldMonths> {
  const holds = (await listHolds(deps.db, tenantId)).filter(({ released_at }) => released_at === null)
  const ofType = new Map<string, string[]>()
  const ofMonth = new Map<string, string[]>()
  const add = (into: Map<string, string[]>, name: string, id: string) => into.set(name, [...(into.get(name) ?? []), id])
  for (const { kind, value, id } of holds) if (kind === 'type' && value !== null) add(ofType, value, id)
  const hasLeft = (await leftSpan(deps.db, tenantId)) !== undefined
  for (const { kind, value, id } of holds) {
    if (kind !== 'lot' || value === null) continue
    for (const month of await monthsWith(deps, tenantId, { ids: [], lots: [value] }, hasLeft)) add(ofMonth, month, id)
  }
  const ofSubjects = holds.filter(({ kind }) => kind === 'subject')
  if (ofSubjects.length > 0) {
    const byToken = new Map(ofSubjects.flatMap(({ subjects, id }) => subjects.map((token) => [token, id] as const)))
    const held = new Map<string, string[]>()
    for (const column of ['user_id', 'device_id'] as const) {
      for (const some of chunksOf([...(await valuesOf(deps, tenantId, column, hasLeft))], tokensAtOnce)) {
        const tokens = await deps.subjectTokens(tenantId, some)
        some.forEach((value, index) => {
          const id = byToken.get(tokens[index] ?? '')
          if (id !== undefined) add(held, id, value)
        })
      }
    }
    for (const [id, ids] of held) {
      for (const month of await monthsWith(deps, tenantId, { ids, lots: [] }, hasLeft)) add(ofMonth, month, id)
    }
  }
  return {
    on: (type, month) => [...new Set([...(ofType.get(type) ?? []), ...(ofMonth.get(`${type} ${month}`) ?? [])])],
    subjects: ofSubjects,
    all: holds.map(({ id }) => id),
  }
}
