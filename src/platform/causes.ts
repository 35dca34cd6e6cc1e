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
