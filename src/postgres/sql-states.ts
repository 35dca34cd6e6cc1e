import { Failure } from '../platform/errors.ts'

/**
 * SQLSTATE classes and codes after which the same statement may succeed later.
 * https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const transientStates = [
  '08', // the connection broke
  '25P03', // this process stood still within a transaction
  '40', // serialisation failure, deadlock
  '53', // out of memory, connections or disk
  '55P03', // lock not available
  '57P', // the server is stopping, crashed or starting
]

/** Node's codes where there is no way to the server. */
const transientCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EPIPE',
  'ENOENT',
  'ETIMEDOUT',
])

/** What `pg` and its pool say without a code when there is no way to the server, or no answer in time. */
const lost =
  /connection terminated|timeout exceeded when trying to connect|query read timeout|not queryable|after calling end on the pool|client was closed/i

const codeOf = (error: unknown) =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined

/** PostgreSQL's codes have five characters; those of ClickHouse, which begin alike, fewer. */
const sqlStateOf = (error: unknown) => {
  const code = codeOf(error)
  return code !== undefined && /^[0-9A-Z]{5}$/.test(code) ? code : undefined
}

/** Whether the failure lies with the server or the way there, and not with what was asked of it. */
export function isTransient(error: unknown): boolean {
  if (error instanceof Failure) return error.code === 'ledger_unavailable'
  const sqlState = sqlStateOf(error)
  if (sqlState !== undefined && transientStates.some((prefix) => sqlState.startsWith(prefix))) return true
  const code = codeOf(error)
  if (code !== undefined) return transientCodes.has(code)
  return error instanceof Error && lost.test(error.message)
}

/** Whether two transactions were in each other's way: nothing was done, and repeating at once is right. */
export const isCollision = (error: unknown): boolean => sqlStateOf(error)?.startsWith('40') === true

/** Whether the server is unavailable, as opposed to one that answers that the call should be repeated later. */
export const isAway = (error: unknown): boolean =>
  isTransient(error) &&
  !isCollision(error) &&
  !isDiskFull(error) &&
  !['25P03', '55P03'].includes(sqlStateOf(error) ?? '')

export const isDiskFull = (error: unknown): boolean => sqlStateOf(error) === '53100'

/**
 * Whether a value was refused (class 22), given twice (21), against a constraint (23) or beyond a limit (54): repeating cannot
 * mend it.
 */
export const isRefusal = (error: unknown): boolean => /^(21|22|23|54)/.test(sqlStateOf(error) ?? '')

/** Whether a row has no partition: one that was known to exist was dropped from outside. */
export const lacksPartition = (error: unknown): boolean =>
  sqlStateOf(error) === '23514' && error instanceof Error && error.message.startsWith('no partition of relation')

/** Whether what was asked holds a value that cannot be used: out of range (class 22), given twice (21), or against a constraint (23). */
export const isUnusable = (error: unknown): boolean => /^2[123]/.test(sqlStateOf(error) ?? '')
