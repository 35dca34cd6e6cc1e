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
 * The code of an error, for those who may not see its message, which may name a place, a tenant or a value: ours, the
 * system's (ECONNREFUSED), a store's or a library's; else the kind of the error.
 */
export function codeOf(error: unknown): string {
  const [first] = causesOf(error)
  const at = first?.cause instanceof Error && !hasCode(first) ? first.cause : first
  if (at !== undefined && hasCode(at)) return String(at.code)
  return at?.name ?? 'Error'
}

const hasCode = (error: Error): error is Error & { code: string | number } =>
  'code' in error &&
  (typeof error.code === 'number' || (typeof error.code === 'string' && /^[\w.-]{1,60}$/.test(error.code)))
