import type { PoolClient, QueryResult, QueryResultRow } from 'pg'
import type { Database } from './pool.ts'
import { guardOf, statementTimeoutMs } from './pool-breaker.ts'

/** What statements can be sent to: the pool, or one connection of it within a transaction. */
export interface Queryable {
  query<Row extends QueryResultRow>(text: string, values?: unknown[]): Promise<QueryResult<Row>>
}

const rollBackTimeoutMs = 2_000

/**
 * Lends a connection for one transaction, which commits when `act` resolves and rolls back when it does not.
 * @param begin what it begins with: one text, one way to the server and back
 */
export const inTransaction = <T>(
  db: Database,
  act: (tx: Queryable) => Promise<T>,
  begin: (client: PoolClient) => string = () => 'BEGIN',
): Promise<T> => guardOf(db)(() => run(db, act, begin))

async function run<T>(
  db: Database,
  act: (tx: Queryable) => Promise<T>,
  begin: (client: PoolClient) => string,
): Promise<T> {
  const client = await db.connect()
  const query = <Row extends QueryResultRow>(text: string, values?: unknown[], timeoutMs = statementTimeoutMs) => {
    const statement = { text, query_timeout: timeoutMs, ...(values && { values }) }
    return client.query<Row>(statement)
  }
  let broken: Error | undefined
  try {
    await query(begin(client))
    const result = await act({ query })
    await query('COMMIT')
    return result
  } catch (error) {
    await query('ROLLBACK', undefined, rollBackTimeoutMs).catch((failure: Error) => {
      broken = failure
    })
    throw error
  } finally {
    // A connection that could not be rolled back is closed; the server then ends its transaction.
    client.release(broken)
  }
}
