import type { DeclaredRoute } from './declared-routes.ts'

/** Between these marks docs/security.md holds the table. */
const marks = { begin: '<!-- scopes -->', end: '<!-- /scopes -->' }

const openToAll = 'none (open to all)'
const nameOf = ({ scope, operator }: DeclaredRoute['config']) =>
  scope === undefined ? openToAll : scope === 'any' ? 'any' : operator ? `${scope}, of the operator's tenant` : scope

/** Which scope opens which call, as the rows of a Markdown table. */
export function scopeTable(routes: readonly DeclaredRoute[]): string {
  const calls = routes.filter(({ method, schema }) => method !== 'HEAD' && schema !== undefined && !('hide' in schema))
  const byScope = Map.groupBy(calls, ({ config }) => nameOf(config))
  const rows = [...byScope]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([scope, opened]) => {
      const names = opened.map(({ method, url }) => `\`${method} ${url.replaceAll(/:(\w+)/g, '{$1}')}\``).sort()
      return `| ${scope} | ${names.join(', ')} |`
    })
  return ['| scope | calls |', '|---|---|', ...rows].join('\n')
}

/** The document with the table in its place. @throws Error where the marks are missing */
export function withScopeTable(document: string, routes: readonly DeclaredRoute[]): string {
  const [begin, end] = [document.indexOf(marks.begin), document.indexOf(marks.end)]
  if (begin === -1 || end < begin)
    throw new Error(`the document has no place for the table: ${marks.begin} … ${marks.end}`)
  return `${document.slice(0, begin + marks.begin.length)}\n${scopeTable(routes)}\n${document.slice(end)}`
}
