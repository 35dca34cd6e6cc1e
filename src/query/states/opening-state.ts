import type { Dimension } from '../../measures/define.ts'
import { logMomentNumber } from '../../warehouse/sql/log-order.ts'
import { type Columns, columnsIn, ofTenant } from '../../warehouse/sql/relation.ts'
import { inRange } from '../../warehouse/time/clickhouse-time.ts'
import type { HistoryRequest } from './history-request.ts'

/** Columns, as SQL names them one after the other. */
export const list = (...parts: readonly (readonly string[])[]) => parts.flat().join(', ')

/** What events of a series say that is asked for: facts of the thing, own values, facts of its parts, by name and SQL. */
interface Said {
  readonly lasts: readonly (readonly [name: string, sql: string])[]
  readonly own: readonly (readonly [name: string, sql: string])[]
  readonly parts: readonly (readonly [name: string, sql: string])[]
  readonly dimensions: readonly Dimension[]
}

/**
 * SQL of the events of a series in the range, and before them of the last words of each thing on what was said until
 * then: to put years of events in order would take the longer the older a business is. A thing's last words stand at the
 * moment of its last event, since amounts are converted by the rate of that moment.
 */
export function eventsOf({ series, converts }: HistoryRequest, said: Said, columns: Columns): string {
  const { lasts, own, parts, dimensions } = said
  const partPer = (series.parts?.per ?? []).filter((name) => !series.per.includes(name))
  const named = (names: readonly (readonly [string, string])[]) => names.map(([name]) => `said_${name}`)
  const lasting = [...named(lasts), ...dimensions.map((name) => `said_of_${name}`)]
  const read = list(
    series.per,
    partPer,
    ['occurred_at', 'log_position'],
    [...lasts, ...parts].map(([name, sql]) => `${sql} AS said_${name}`),
    dimensions.map((name) => `nullIf(toString(${name}), '') AS said_of_${name}`),
    own.map(([name, sql]) => `${sql} AS ${name}`),
  )
  const rows = (when: string) => `SELECT ${read}
    FROM ${ofTenant('events', [...columnsIn(`${read} type`, columns)].join(', '))}
    WHERE type = '${series.type}' AND ${when}`
  // One that says nothing of what is asked changes nothing, unless a new rate or another value of a dimension comes by it.
  const saying = [...[...lasts, ...parts].map(([name]) => `said_${name}`), ...own.map(([name]) => name)]
  const fixed = !converts && dimensions.every((name) => series.per.includes(name))
  const speaks = fixed && saying.length > 0 ? `(${saying.map((name) => `${name} IS NOT NULL`).join(' OR ')})` : '1'
  const earlier = rows(`occurred_at < {from:DateTime64(6, 'UTC')} AND ${speaks}`)
  const lastWords = (per: readonly string[], kept: readonly string[], left: readonly string[]) =>
    `SELECT ${list(
      per,
      partPer.filter((name) => !per.includes(name)).map((name) => `'' AS ${name}`),
      ['max(at) AS occurred_at', 'argMax(spot, nth) AS log_position'],
      [...named(lasts), ...named(parts), ...dimensions.map((name) => `said_of_${name}`)].map((name) =>
        kept.includes(name) ? `argMax(${name}, nth) AS ${name}` : `NULL AS ${name}`,
      ),
      left.map((name) => `NULL AS ${name}`),
    )} FROM (SELECT * EXCEPT (occurred_at, log_position), occurred_at AS at, log_position AS spot,
        ${logMomentNumber} AS nth FROM (${earlier})) GROUP BY ${per.join(', ')}`
  const owns = own.map(([name]) => name)
  const before =
    series.parts === undefined
      ? [lastWords(series.per, lasting, owns)]
      : [lastWords(series.per, lasting, owns), lastWords([...series.per, ...partPer], named(parts), owns)]
  return `(${[...before, rows(`${inRange} AND ${speaks}`)].join(' UNION ALL ')})`
}
