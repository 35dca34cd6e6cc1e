import type { Pool, PoolClient } from 'pg'
import type { Database } from './database.ts'

/** What statements can be sent to: the pool, or one connection of it within a transaction. */
export type Queryable = Pick<Pool, 'query'>

const begin = (client: PoolClient, tenantId: string) =>
  `BEGIN; SET LOCAL ROLE pocm_tenant; SELECT set_config('pocm.tenant', ${client.escapeLiteral(tenantId)}, true)`

/**
 * Lends a connection on which only this tenant's rows exist, whatever a statement asks for: the policies of
 * migrations/postgres/0005_tenants_apart.sql stand behind the predicates of the code. All that is done on it is one
 * transaction, which commits when `act` resolves and rolls back when it does not.
 */
export async function withTenant<T>(db: Database, tenantId: string, act: (tx: Queryable) => Promise<T>): Promise<T> {
  const client = await db.connect()
  let broken: Error | undefined
  try {
    // One text, one way to the server and back. The role and the tenant end with the transaction.
    await client.query(begin(client, tenantId))
    const result = await act(client)
    await client.query('COMMIT')
    return result
  } catch (error) {
    await client.query('ROLLBACK').catch((failure: Error) => {
      broken = failure
    })
    throw error
  } finally {
    // A connection that could not be rolled back is closed; the server then ends its transaction.
    client.release(broken)
  }
}
