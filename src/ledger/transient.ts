/**
 * SQLSTATE classes and codes, and Node's codes, after which the same statement may succeed later.
 * https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const transient = [
  '08', // the connection broke
  '40', // serialisation failure, deadlock
  '53', // out of memory, connections or disk
  '55P03', // lock not available
  '57P', // the server is stopping, crashed or starting
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOENT',
  'ETIMEDOUT',
]

const codeOf = (error: unknown) =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined

/** Whether the failure lies with the server or the way there, and not with what was asked of it. */
export function isTransient(error: unknown): boolean {
  const code = codeOf(error)
  if (code !== undefined) return transient.some((prefix) => code.startsWith(prefix))
  return error instanceof Error && /connection terminated|timeout exceeded when trying to connect/i.test(error.message)
}

/** Whether a value was refused (class 22, or a broken constraint, class 23): repeating cannot mend it. */
export const isRefusal = (error: unknown): boolean => /^2[23]/.test(codeOf(error) ?? '')
