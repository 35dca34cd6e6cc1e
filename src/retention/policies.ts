import type { RecordChange } from '../compliance/audit.ts'
import { Failure } from '../platform/errors.ts'
import type { Database } from '../postgres/pool.ts'
import { type Queryable, withTenant } from '../postgres/with-tenant.ts'

export const retentionStores = ['ledger', 'warehouse', 'archive', 'dead_letters', 'audit'] as const
export type RetentionStore = (typeof retentionStores)[number]
export const retentionActions = ['delete', 'anonymise'] as const
export type RetentionAction = (typeof retentionActions)[number]

/** For how many days a store keeps what is of a type, and what becomes of it then. What no policy names is kept. */
export interface Policy {
  /** An event type, or `*` for all that have no policy of their own in this store. */
  readonly type: string
  readonly store: RetentionStore
  readonly days: number
  readonly action: RetentionAction
}

export const mostDays = 36_500
/** A trail that proves nothing of the year that an auditor asks about is none. */
const fewestDays: Readonly<Record<RetentionStore, number>> = {
  ...{ ledger: 30, warehouse: 30, archive: 30, dead_letters: 1 },
  audit: 365,
}

/** The policy that holds for a type in a store: its own, else that of all types. */
export const policyFor = (
  policies: readonly Policy[],
  store: RetentionStore,
  action: RetentionAction,
  type: string,
): Policy | undefined => {
  const ofStore = policies.filter((it) => it.store === store && it.action === action)
  return ofStore.find((it) => it.type === type) ?? ofStore.find((it) => it.type === '*')
}

export interface PolicyFlaw {
  readonly path: string
  readonly message: string
}

/**
 * What is wrong with policies by themselves and together.
 * @param types all event types
 * @param balanced event types of which a level is carried forward, as stock: the warehouse keeps them
 */
export function flawsOf(
  policies: readonly Policy[],
  types: ReadonlySet<string>,
  balanced: ReadonlySet<string>,
): PolicyFlaw[] {
  const flaws: PolicyFlaw[] = []
  const keyOf = ({ type, store, action }: Policy) => `${store} ${type} ${action}`
  const first = new Map(policies.map((it, index) => [keyOf(it), index] as const).reverse())
  policies.forEach((policy, index) => {
    const { type, store, days, action } = policy
    const flaw = (name: string, message: string) => flaws.push({ path: `/policies/${index}/${name}`, message })
    if (type !== '*' && !types.has(type)) flaw('type', 'is no event type, and not *')
    if (type !== '*' && (store === 'dead_letters' || store === 'audit')) {
      flaw('type', `must be *: the store ${store} is not kept by type`)
    }
    if (days < fewestDays[store] || days > mostDays) {
      flaw('days', `must be from ${fewestDays[store]} to ${mostDays} in the store ${store}`)
    }
    if (action === 'anonymise' && store !== 'ledger') {
      flaw(
        'action',
        'anonymise is for the ledger: warehouse and archive follow it; letters and entries can only be deleted',
      )
    }
    if (store === 'warehouse' && balanced.has(type)) {
      flaw('type', 'is counted forward from its first event: without it every later level would be wrong')
    }
    if (first.get(keyOf(policy)) !== index) flaw('type', `is said twice, by /policies/${first.get(keyOf(policy))} too`)
  })
  if (flaws.length > 0) return flaws
  return contradictions(policies, types)
}

/** Of each type what one policy takes away that another still needs. */
function contradictions(policies: readonly Policy[], types: ReadonlySet<string>): PolicyFlaw[] {
  const found = new Map<number, PolicyFlaw>()
  const note = (policy: Policy, message: string) => {
    const index = policies.indexOf(policy)
    if (!found.has(index)) found.set(index, { path: `/policies/${index}/days`, message })
  }
  for (const type of types) {
    const of = (store: RetentionStore, action: RetentionAction = 'delete') => policyFor(policies, store, action, type)
    const [ledger, anonymised, archive] = [of('ledger'), of('ledger', 'anonymise'), of('archive')]
    if (ledger !== undefined && anonymised !== undefined && anonymised.days >= ledger.days) {
      note(anonymised, `${type} is deleted after ${ledger.days} days: anonymise it earlier or not at all`)
    }
    for (const earlier of [ledger, of('warehouse')]) {
      if (archive === undefined || earlier === undefined || archive.days >= earlier.days) continue
      const message = `${type} is kept in the ${earlier.store} for ${earlier.days} days, and leaves it only while it is archived`
      note(archive, `must be at least ${earlier.days}: ${message}`)
    }
  }
  return [...found.values()]
}

const columns = 'type, store, days, action'

/** The policies of a tenant; none where it keeps everything. */
export async function readPolicies(db: Database, tenantId: string): Promise<Policy[]> {
  const sql = `SELECT ${columns} FROM data_retention_policies WHERE tenant_id = $1 ORDER BY store, type, action`
  return (await withTenant(db, tenantId, (tx) => tx.query<Policy & Record<string, unknown>>(sql, [tenantId]))).rows
}

/** @property types all event types. @property balanced those of which a level is carried forward */
export interface KnownTypes {
  readonly types: ReadonlySet<string>
  readonly balanced: ReadonlySet<string>
}

/** @throws Failure invalid_request */
export function checkPolicies(policies: readonly Policy[], { types, balanced }: KnownTypes): void {
  const errors = flawsOf(policies, types, balanced)
  if (errors.length > 0) throw new Failure('invalid_request', 'The policies cannot be kept.', { errors })
}

/** A policy without whatever else came with it. */
export const plain = ({ type, store, days, action }: Policy): Policy => ({ type, store, days, action })

/** Puts policies in place of those that the tenant has, in a transaction. @throws Failure invalid_request */
export async function writePoliciesIn(
  tx: Queryable,
  tenantId: string,
  policies: readonly Policy[],
  known: KnownTypes,
  record: RecordChange,
): Promise<void> {
  checkPolicies(policies, known)
  const { rows: before } = await tx.query<Policy & Record<string, unknown>>(
    `DELETE FROM data_retention_policies WHERE tenant_id = $1 RETURNING ${columns}`,
    [tenantId],
  )
  await tx.query(
    `INSERT INTO data_retention_policies (tenant_id, ${columns})
       SELECT $1, ${columns} FROM jsonb_to_recordset($2) AS it (type text, store text, days int, action text)`,
    [tenantId, JSON.stringify(policies.map(plain))],
  )
  await record(tx, {
    details: { policies: policies.length },
    before: { policies: before.map(plain) },
    after: { policies: policies.map(plain) },
  })
}
