/** What an error comes down to: itself, or the errors at the ends of an AggregateError that gathers others. */
export function causesOf(error: unknown): Error[] {
  if (error instanceof AggregateError && error.errors.length > 0) return error.errors.flatMap(causesOf)
  return [error instanceof Error ? error : new Error(String(error))]
}

const shown = 3

const withCause = ({ message, cause }: Error): string =>
  cause instanceof Error && !message.includes(cause.message) ? `${message} ${messageOf(cause)}` : message

/** An error in a line: the different messages that it comes down to. */
export function messageOf(error: unknown): string {
  const messages = [...new Set(causesOf(error).map(withCause))]
  const more = messages.length - shown
  return messages.slice(0, shown).join('; ') + (more > 0 ? ` and ${more} more` : '')
}

/**
 * The codes of an error and of what caused it, for those who may not see its message, which may name a place, a tenant or a
 * value: ours, the system's (ECONNREFUSED), a store's or a library's; else the kind of the error.
 */
export function codeOf(error: unknown): string {
  const codes = new Set<string>()
  const look = (it: unknown, depth: number): void => {
    if (!(it instanceof Error) || depth > mostDepth) return
    if (hasCode(it)) codes.add(String(it.code))
    if (it instanceof AggregateError) for (const one of it.errors) look(one, depth + 1)
    look(it.cause, depth + 1)
  }
  look(error, 0)
  if (codes.size > 0) return [...codes].slice(0, mostCodes).join(', ')
  return error instanceof Error ? error.name : 'Error'
}

const mostDepth = 8
const mostCodes = 4

const hasCode = (error: Error): error is Error & { code: string | number } =>
  'code' in error &&
  (typeof error.code === 'number' || (typeof error.code === 'string' && /^[\w.-]{1,60}$/.test(error.code)))
