import type { PoolClient, QueryResult, QueryResultRow } from 'pg'
import type { Database } from './pool.ts'
import { guardOf, statementTimeoutMs } from './pool-breaker.ts'

/** What statements can be sent to: the pool, or one connection of it within a transaction. */
export interface Queryable {
  query<Row extends QueryResultRow>(text: string, values?: unknown[]): Promise<QueryResult<Row>>
}

const rollBackTimeoutMs = 2_000

const begin = (client: PoolClient, tenantId: string) =>
  `BEGIN; SET LOCAL ROLE pocm_tenant; SELECT set_config('pocm.tenant', ${client.escapeLiteral(tenantId)}, true)`

/**
 * Lends a connection on which only this tenant's rows exist, whatever a statement asks for: the policies of
 * migrations/postgres/0005_tenants_apart.sql stand behind the predicates of the code. All that is done on it is one
 * transaction, which commits when `act` resolves and rolls back when it does not.
 */
export const withTenant = <T>(db: Database, tenantId: string, act: (tx: Queryable) => Promise<T>): Promise<T> =>
  guardOf(db)(() => inTransaction(db, tenantId, act))

async function inTransaction<T>(db: Database, tenantId: string, act: (tx: Queryable) => Promise<T>): Promise<T> {
  const client = await db.connect()
  const run = <Row extends QueryResultRow>(text: string, values?: unknown[], timeoutMs = statementTimeoutMs) => {
    const statement = { text, query_timeout: timeoutMs, ...(values && { values }) }
    return client.query<Row>(statement)
  }
  let broken: Error | undefined
  try {
    // One text, one way to the server and back. The role and the tenant end with the transaction.
    await run(begin(client, tenantId))
    const result = await act({ query: run })
    await run('COMMIT')
    return result
  } catch (error) {
    await run('ROLLBACK', undefined, rollBackTimeoutMs).catch((failure: Error) => {
      broken = failure
    })
    throw error
  } finally {
    // A connection that could not be rolled back is closed; the server then ends its transaction.
    client.release(broken)
  }
}
