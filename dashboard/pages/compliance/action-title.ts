const words: Readonly<Record<string, string>> = { api: 'API', dlq: 'dead letters', gdpr: 'GDPR' }

/** An action of the audit trail in words: `api_key.created` is "API key created". */
export function actionTitle(action: string): string {
  const title = action
    .split(/[._]/)
    .map((word) => words[word] ?? word)
    .join(' ')
  return title.charAt(0).toUpperCase() + title.slice(1)
}

/** A value of an entry as one line of text. */
export function valueText(value: unknown): string {
  if (typeof value === 'string') return value
  const isList = Array.isArray(value) && value.every((it) => typeof it === 'string' || typeof it === 'number')
  return isList ? value.join(', ') : JSON.stringify(value)
}

/** Details of an entry as name and value. */
export const detailsOf = (details: Readonly<Record<string, unknown>>): [string, string][] =>
  Object.entries(details).map(([name, value]) => [name.replaceAll('_', ' '), valueText(value)])
