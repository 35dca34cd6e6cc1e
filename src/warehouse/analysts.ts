import type { Layout } from './engine/layout.ts'

/** Whom ClickHouse lets read a tenant's events and figures, and nothing else (docs/analysts.md). */
export interface Analyst {
  /** Letters, digits, `_` and `-`, at most 60. */
  readonly name: string
  readonly tenantId: string
  readonly password: string
}

/** What the views read; row policies stand on tables. */
export interface ReadTables {
  readonly database: string
  readonly tables: readonly string[]
  readonly views: readonly string[]
  /** The user as which the service itself reads. */
  readonly serviceUser: string
}

/** Of an analyst's statements: seconds, bytes of memory and rows read, and how many an hour. */
export const analystLimits = { seconds: 30, memory: 2_000_000_000, rows: 2_000_000_000, queriesAnHour: 2_000 }

const quotedName = (name: string) => `\`${name.replaceAll('\\', '\\\\').replaceAll('`', '\\`')}\``
const quoted = (text: string) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
/** Of each analyst a policy of its own: those of one table add up for the users whom they name. */
const policyOf = (name: string) => quotedName(`pocm_analyst_${name}`)
const servicePolicy = quotedName('pocm_service')

/**
 * Makes an analyst, or gives one of the name another password. Who only reads may still choose settings, as Grafana does, but none
 * beyond the bounds.
 */
export function createAnalyst({ name, password }: Analyst, { onCluster }: Layout): string {
  const { seconds, memory, rows } = analystLimits
  const bounds = { max_execution_time: seconds, max_memory_usage: memory, max_rows_to_read: rows }
  const settings = Object.entries(bounds).map(([setting, most]) => `${setting} = ${most} MAX ${most}`)
  return `CREATE USER OR REPLACE ${quotedName(name)}${onCluster} IDENTIFIED WITH sha256_password BY ${quoted(password)}
    SETTINGS readonly = 2, ${settings.join(', ')}`
}

/**
 * Lets an analyst read the tables and views as they are now, and of all of them one tenant's rows. Views read with the rights
 * of the invoker, so the tables behind them may be read too, under the same policies.
 */
export function permitAnalyst(
  { name, tenantId }: Pick<Analyst, 'name' | 'tenantId'>,
  on: ReadTables,
  { onCluster }: Layout,
): string[] {
  const user = quotedName(name)
  const policy = policyOf(name)
  const tables = on.tables.map((table) => `${quotedName(on.database)}.${quotedName(table)}`)
  const views = on.views.map((view) => `${quotedName(on.database)}.${quotedName(view)}`)
  return [
    // Where a table has any policy, users whom none names may see nothing: the service sees all. It comes first.
    ...tables.map(
      (table) =>
        `CREATE ROW POLICY IF NOT EXISTS ${servicePolicy}${onCluster} ON ${table} USING 1 TO ${quotedName(on.serviceUser)}`,
    ),
    ...tables.map(
      (table) =>
        `CREATE ROW POLICY OR REPLACE ${policy}${onCluster} ON ${table} USING tenant_id = ${quoted(tenantId)} TO ${user}`,
    ),
    ...[...tables, ...views].map((table) => `GRANT${onCluster} SELECT ON ${table} TO ${user}`),
    `CREATE QUOTA OR REPLACE ${policy}${onCluster} KEYED BY user_name
    FOR INTERVAL 1 hour MAX queries = ${analystLimits.queriesAnHour} TO ${user}`,
  ]
}

/** Removes an analyst, and what was permitted to them. */
export const dropAnalyst = (name: string, { database, tables }: ReadTables, { onCluster }: Layout): string[] => [
  `DROP USER IF EXISTS ${quotedName(name)}${onCluster}`,
  ...tables.map(
    (table) =>
      `DROP ROW POLICY IF EXISTS ${policyOf(name)}${onCluster} ON ${quotedName(database)}.${quotedName(table)}`,
  ),
  `DROP QUOTA IF EXISTS ${policyOf(name)}${onCluster}`,
]
