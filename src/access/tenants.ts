import { type RecordChange, unrecorded } from '../compliance/audit.ts'
import type { Database } from '../postgres/pool.ts'
import { type Queryable, withTenant } from '../postgres/with-tenant.ts'

/** How a tenant wants its figures. */
export interface Tenant {
  readonly tenant_id: string
  readonly name: string
  /** ISO 4217 */
  readonly reporting_currency: string
  /** IANA time zone */
  readonly timezone: string
  /** How fields are kept that no event file declares. */
  readonly undeclared_fields: 'sealed' | 'public'
  /** Undeclared fields that are public all the same, as JSON Pointers: `/data/shelf`, `/data/items/0/colour`. */
  readonly public_paths: readonly string[]
  /** Figures of health, cut by dimensions, that rest on fewer devices are not shown; 0: all are. */
  readonly small_cell: number
  /** Whether erasures and releases of holds wait until another person approves them. */
  readonly two_person_approval: boolean
  /** Whether changes that matter are signed. */
  readonly signatures_required: boolean
}

/** Units of the reporting currency for one of `currency`, from `valid_from` (a whole hour, UTC) on. */
export interface ExchangeRate {
  readonly currency: string
  readonly valid_from: string
  /** decimal digits */
  readonly rate: string
}

/** The tenant's settings; one that has none yet gets the defaults: its id as name, EUR, UTC. */
export const readTenant = (db: Database, tenantId: string): Promise<Tenant> =>
  withTenant(db, tenantId, (tx) => tenantIn(tx, tenantId))

async function tenantIn(tx: Queryable, tenantId: string): Promise<Tenant> {
  const sql = `SELECT tenant_id, name, reporting_currency, timezone, undeclared_fields, public_paths, small_cell,
      two_person_approval, signatures_required FROM tenants WHERE tenant_id = $1`
  const { rows } = await tx.query<Tenant>(sql, [tenantId])
  return (
    rows[0] ?? {
      ...{ tenant_id: tenantId, name: tenantId, reporting_currency: 'EUR', timezone: 'UTC' },
      ...{
        undeclared_fields: 'sealed',
        public_paths: [],
        small_cell: 0,
        two_person_approval: false,
        signatures_required: false,
      },
    }
  )
}

/** Changes what is given, and makes the tenant where it is new. */
export async function writeTenant(
  db: Database,
  tenantId: string,
  change: Partial<Omit<Tenant, 'tenant_id'>>,
  record: RecordChange = unrecorded,
): Promise<void> {
  await withTenant(db, tenantId, async (tx) => {
    const before = await tenantIn(tx, tenantId)
    await tx.query(
      `INSERT INTO tenants (tenant_id, name, reporting_currency, timezone, undeclared_fields, public_paths,
         small_cell, two_person_approval, signatures_required)
       VALUES ($1, coalesce($2, $1), coalesce($3, 'EUR'), coalesce($4, 'UTC'), coalesce($5, 'sealed'),
         coalesce($6::text[], '{}'), coalesce($7::int, 0), coalesce($8::boolean, false), coalesce($9::boolean, false))
       ON CONFLICT (tenant_id) DO UPDATE SET
         name = coalesce($2, tenants.name),
         reporting_currency = coalesce($3, tenants.reporting_currency),
         timezone = coalesce($4, tenants.timezone),
         undeclared_fields = coalesce($5, tenants.undeclared_fields),
         public_paths = coalesce($6::text[], tenants.public_paths),
         small_cell = coalesce($7::int, tenants.small_cell),
         two_person_approval = coalesce($8::boolean, tenants.two_person_approval),
         signatures_required = coalesce($9::boolean, tenants.signatures_required)`,
      [
        ...[tenantId, change.name ?? null, change.reporting_currency ?? null, change.timezone ?? null],
        ...[change.undeclared_fields ?? null, change.public_paths ?? null, change.small_cell ?? null],
        ...[change.two_person_approval ?? null, change.signatures_required ?? null],
      ],
    )
    await record(tx, changed(before, await tenantIn(tx, tenantId)))
  })
}

/** Whether changes of a tenant that matter are signed. */
export const needsSignature = async (db: Database, tenantId: string): Promise<boolean> =>
  (await readTenant(db, tenantId)).signatures_required

/** What of a tenant's settings is another than before. */
function changed(before: Tenant, after: Tenant) {
  const names = (Object.keys(after) as (keyof Tenant)[]).filter(
    (name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]),
  )
  const of = (tenant: Tenant) => Object.fromEntries(names.map((name) => [name, tenant[name]]))
  return { details: { changed: names }, before: of(before), after: of(after) }
}

/**
 * How a tenant's figures are shown: the currency they are converted into, by which rates, the time zone of its own
 * days, and its small cells.
 */
export async function readFigureSettings(db: Database, tenantId: string) {
  const [tenant, rates, removed] = await Promise.all([
    readTenant(db, tenantId),
    readRates(db, tenantId),
    readRemovedMonths(db, tenantId),
  ])
  const { reporting_currency: reportingCurrency, timezone, small_cell: smallCell } = tenant
  return { reportingCurrency, timezone, smallCell, rates, removed }
}

/** The months of which policies removed events from the warehouse, by type. */
const readRemovedMonths = (db: Database, tenantId: string): Promise<{ type: string; month: string }[]> =>
  withTenant(db, tenantId, async (tx) => {
    const sql = `SELECT DISTINCT type, month FROM retention_removals
      WHERE tenant_id = $1 AND store = 'warehouse' AND action = 'delete' ORDER BY month, type`
    return (await tx.query<{ type: string; month: string }>(sql, [tenantId])).rows
  })

/** All rates of a tenant, by currency and time. */
export const readRates = (db: Database, tenantId: string): Promise<ExchangeRate[]> =>
  withTenant(db, tenantId, (tx) => ratesIn(tx, tenantId))

async function ratesIn(tx: Queryable, tenantId: string): Promise<ExchangeRate[]> {
  const { rows } = await tx.query<ExchangeRate>(
    `SELECT currency, to_char(valid_from, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS valid_from, rate::text
     FROM exchange_rates WHERE tenant_id = $1 ORDER BY currency, valid_from`,
    [tenantId],
  )
  return rows
}

/** Sets rates; one of the same currency and hour is replaced. */
export async function writeRates(
  db: Database,
  tenantId: string,
  rates: readonly ExchangeRate[],
  record: RecordChange = unrecorded,
): Promise<void> {
  await writeTenant(db, tenantId, {})
  await withTenant(db, tenantId, async (tx) => {
    const keys = new Set(rates.map(({ currency, valid_from }) => `${currency} ${valid_from}`))
    const known = (await ratesIn(tx, tenantId)).filter((it) => keys.has(`${it.currency} ${it.valid_from}`))
    await tx.query(
      `INSERT INTO exchange_rates (tenant_id, currency, valid_from, rate)
       SELECT $1, * FROM unnest($2::text[], $3::timestamptz[], $4::numeric[])
       ON CONFLICT (tenant_id, currency, valid_from) DO UPDATE SET rate = excluded.rate`,
      [tenantId, rates.map((it) => it.currency), rates.map((it) => it.valid_from), rates.map((it) => it.rate)],
    )
    await record(tx, { details: { rates: rates.length }, before: { rates: known }, after: { rates } })
  })
}

const listedTenants = 1_000

/** Every tenant by name, for an operator to pick from; of very many the first thousand. */
export async function listTenants(db: Database): Promise<Pick<Tenant, 'tenant_id' | 'name'>[]> {
  const sql = 'SELECT tenant_id, name FROM tenants ORDER BY name, tenant_id LIMIT $1'
  return (await db.query<Pick<Tenant, 'tenant_id' | 'name'>>(sql, [listedTenants])).rows
}

/** Whether there is such a tenant. */
export async function hasTenant(db: Database, tenantId: string): Promise<boolean> {
  return (await db.query('SELECT FROM tenants WHERE tenant_id = $1', [tenantId])).rows.length > 0
}
