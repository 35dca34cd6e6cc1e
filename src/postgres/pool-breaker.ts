import type pg from 'pg'
import type { Breaker, Guard } from '../platform/breaker.ts'
import { Failure } from '../platform/errors.ts'
import { isAway } from './sql-states.ts'

/** A statement, and after how many milliseconds its answer is given up. */
type Statement = pg.QueryConfig & { readonly query_timeout?: number }

/** Asks whether the ledger answers. A server that is paused takes a question and never answers it. */
export const signOfLife: Statement = { text: 'SELECT 1', query_timeout: 2_000 }

/** No statement may wait longer for a server that is not there any more. */
export const statementTimeoutMs = 120_000

/** When the server ends a statement by itself: behind the client, which then knows why no answer came. */
export const serverTimeoutMs = statementTimeoutMs + 5_000

const guards = new WeakMap<pg.Pool, Guard>()

/** The guard of a pool, for what is done on a connection of it; one without a breaker lets everything through. */
export const guardOf = (pool: pg.Pool): Guard => guards.get(pool) ?? ((act) => act())

/**
 * Puts the ledger's breaker in front of a pool, so that no caller waits for a server that is known to be unavailable.
 * While it is open `query` and `connect` throw Failure('ledger_unavailable') at once.
 */
export function guardPool(pool: pg.Pool, breaker: Breaker): void {
  const query = pool.query.bind(pool) as (statement: Statement) => Promise<pg.QueryResult>
  const connect = pool.connect.bind(pool)
  const guard = breaker.guard({
    counts: isAway,
    refuse: (cause) => new Failure('ledger_unavailable', 'Ask again in a moment.', { retry_after: 5 }, { cause }),
    probe: () => query(signOfLife),
  })
  guards.set(pool, guard)
  const guardedQuery = (asked: string | Statement, values?: unknown[]) => {
    const statement = typeof asked === 'string' ? { text: asked } : asked
    return guard(() => query({ query_timeout: statementTimeoutMs, ...statement, ...(values && { values }) }))
  }
  // A pool's own `query` asks for a connection with a callback, from inside the guard.
  const guardedConnect = (callback?: Parameters<typeof connect>[0]) =>
    callback === undefined ? guard(() => connect()) : connect(callback)
  Object.assign(pool, { query: guardedQuery, connect: guardedConnect })
}
