import { Failure } from '../../platform/errors.ts'

/**
 * Errors of ClickHouse that are transient, or after which it is not known how far the statement came; by number, with
 * the name that ClickHouse gives them (src/Common/ErrorCodes.cpp). An insert is repeated under the same token in either
 * case. READONLY (164) is not one of them: it is what the user may do, while a table without its keeper is
 * TABLE_IS_READ_ONLY.
 */
export const transient: ReadonlyMap<string, string> = new Map([
  ['60', 'UNKNOWN_TABLE'], // another process has just replaced a rollup
  ['95', 'CANNOT_READ_FROM_SOCKET'],
  ['96', 'CANNOT_WRITE_TO_SOCKET'],
  ['198', 'DNS_ERROR'],
  ['201', 'QUOTA_EXCEEDED'],
  ['202', 'TOO_MANY_SIMULTANEOUS_QUERIES'],
  ['203', 'NO_FREE_CONNECTION'],
  ['209', 'SOCKET_TIMEOUT'],
  ['210', 'NETWORK_ERROR'],
  ['216', 'QUERY_WITH_SAME_ID_IS_ALREADY_RUNNING'], // what was begun under this token has not ended yet
  ['225', 'NO_ZOOKEEPER'],
  ['236', 'ABORTED'],
  ['241', 'MEMORY_LIMIT_EXCEEDED'],
  ['242', 'TABLE_IS_READ_ONLY'],
  ['243', 'NOT_ENOUGH_SPACE'],
  ['252', 'TOO_MANY_PARTS'],
  ['254', 'NO_ACTIVE_REPLICAS'],
  ['265', 'NO_AVAILABLE_REPLICA'],
  ['279', 'ALL_CONNECTION_TRIES_FAILED'],
  ['285', 'TOO_FEW_LIVE_REPLICAS'],
  ['286', 'UNSATISFIED_QUORUM_FOR_PREVIOUS_WRITE'],
  ['289', 'REPLICA_IS_NOT_IN_QUORUM'],
  ['319', 'UNKNOWN_STATUS_OF_INSERT'],
  ['364', 'RECEIVED_ERROR_TOO_MANY_REQUESTS'],
  ['394', 'QUERY_WAS_CANCELLED'],
  ['425', 'SYSTEM_ERROR'],
  ['439', 'CANNOT_SCHEDULE_TASK'],
  ['473', 'DEADLOCK_AVOIDED'],
  ['499', 'S3_ERROR'],
  ['692', 'TOO_MANY_MUTATIONS'],
  ['733', 'TABLE_IS_BEING_RESTARTED'],
  ['745', 'SERVER_OVERLOADED'],
  ['999', 'KEEPER_EXCEPTION'],
])

/** Those of them that say nothing of the statement: whatever was asked now would fare alike. */
const away = new Set(['198', '202', '203', '209', '210', '279', '745'])

/** What a statement throws that took longer than the server or its own `max_execution_time` allow. */
export const tooLong: ReadonlyMap<string, string> = new Map([
  ['159', 'TIMEOUT_EXCEEDED'],
  ['160', 'TOO_SLOW'],
])

/** What a statement throws that would read more than it may (limits.ts). */
export const tooMuch: ReadonlyMap<string, string> = new Map([
  ['158', 'TOO_MANY_ROWS'],
  ['307', 'TOO_MANY_BYTES'],
  ['396', 'TOO_MANY_ROWS_OR_BYTES'],
])

export const unavailable = (cause: unknown) =>
  new Failure(
    'warehouse_unavailable',
    'The warehouse did not answer; ask again in a moment',
    { retry_after: 1 },
    { cause },
  )

/** The engine is let go of, because the service stops. */
export const closing = () =>
  new Failure('warehouse_unavailable', 'The service is stopping; ask again in a moment', { retry_after: 1 })

/** What to do instead is the same whichever limit it was. */
const tooLarge = (cause: unknown) => {
  const why = tooLong.has(codeOf(cause) ?? '')
    ? 'The answer took too long'
    : isOwnMemory(cause)
      ? 'The answer would take too much memory'
      : 'The answer would need too many events to be read'
  return new Failure(
    'query_too_large',
    `${why}: ask for a shorter range, fewer dimensions or fewer metrics at once`,
    {},
    { cause },
  )
}

function isTooLarge(error: unknown): boolean {
  const code = codeOf(error) ?? ''
  return tooLong.has(code) || tooMuch.has(code) || isOwnMemory(error)
}

/**
 * Gives what the engine throws the name that the rest of the service knows.
 * @param kind a question that takes too long is at fault itself; a write is repeated
 */
export async function translated<T>(kind: 'read' | 'write', act: () => Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (cause) {
    if (kind === 'read' && isTooLarge(cause)) throw tooLarge(cause)
    if (tooLong.has(codeOf(cause) ?? '')) throw unavailable(cause)
    if (!isTransient(cause)) throw cause
    throw unavailable(cause)
  }
}

/** More than a question may hold; the same number stands for a server that is short of memory, which passes by itself. */
const isOwnMemory = (error: unknown) =>
  codeOf(error) === '241' && error instanceof Error && /query memory limit|\(for query\)/i.test(error.message)

const codeOf = (error: unknown) => (error as { code?: string } | undefined)?.code

/** Whether another statement of the same name is under way. */
export const isNameTaken = (error: unknown) => codeOf(error) === '216'

/** Whether the engine could not be reached, or refuses the statements of all clients. */
export function isAway(error: unknown): boolean {
  if (!(error instanceof Failure) || error.code !== 'warehouse_unavailable') return false
  const code = codeOf(error.cause)
  return code === undefined || !/^\d+$/.test(code) || away.has(code)
}

/** A number that ClickHouse gives decides; an error with a system's code (ECONNREFUSED) never reached it or was cut off. */
function isTransient(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const code = codeOf(error)
  if (code !== undefined && /^\d+$/.test(code)) return transient.has(code)
  return code !== undefined || /timeout|socket hang up/i.test(error.message)
}
