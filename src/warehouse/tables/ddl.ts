import type { Catalogue } from '../../events/catalogue.ts'
import { settingsClause } from '../engine/engine.ts'
import type { Layout } from '../engine/layout.ts'
import { filledDays, filledDaysColumns } from '../sql/trusted-days.ts'
import { type AnalystView, createView } from './analyst-views.ts'
import type { DayTable } from './day-table.ts'
import { fedEvents, type Rollup } from './rollup.ts'
import { deduplicationWindow, tableColumns } from './schema.ts'

/** The hour of an event, as rollups have it. */
const eventHour = "toStartOfHour(toDateTime(occurred_at, 'UTC'))"

const windowOf = ({ window }: Layout) => settingsClause({ [window]: deduplicationWindow })

/** The events table. The order of rows makes a type within hours one read, which is what measures ask for. */
export function createEvents(catalogue: Catalogue, layout: Layout): string[] {
  const { written, computed } = tableColumns(catalogue)
  const columns = [...written, ...computed].map(([name, type]) => `${name} ${type}`)
  return [
    `CREATE TABLE IF NOT EXISTS ${layout.local('events')}${layout.onCluster} (${columns.join(', ')})
    ENGINE = ${layout.engine('MergeTree')} PARTITION BY toYYYYMM(occurred_at)
    ORDER BY (tenant_id, type, toStartOfHour(occurred_at), action)
    ${windowOf(layout)}`,
    ...layout.front('events', eventHour),
  ]
}

/** What gives an older events table the columns that it lacks. */
export function addColumns(columns: readonly (readonly [name: string, type: string])[], layout: Layout): string[] {
  const added = columns.map(([name, type]) => `ADD COLUMN IF NOT EXISTS ${name} ${type}`).join(', ')
  const tables = new Set([layout.local('events'), 'events'])
  return [...tables].map((table) => `ALTER TABLE ${table}${layout.onCluster} ${added}`)
}

/** A rollup without the view that feeds it. */
export const createRollup = ({ table, columns, order }: Rollup, layout: Layout): string[] => [
  `CREATE TABLE ${layout.local(table)}${layout.onCluster} (${columns}) ENGINE = ${layout.engine('AggregatingMergeTree')}
    PARTITION BY toYear(hour) ORDER BY (${order.join(', ')})
    ${windowOf(layout)}`,
  ...layout.front(table, 'hour'),
]

export const feedOf = (table: string) => `${table}_feed`

/** The view that feeds a rollup while events are written: each shard's from its own events. */
export const createFeed = ({ table, select }: Rollup, layout: Layout): string =>
  `CREATE MATERIALIZED VIEW ${feedOf(table)}${layout.onCluster} TO ${layout.local(table)}
    AS ${select((columns) => fedEvents(columns, layout.local('events')))}`

/** Removes a rollup, its view first. */
export const dropRollup = (table: string, layout: Layout): string[] => [
  `DROP VIEW IF EXISTS ${feedOf(table)}${layout.onCluster} SYNC`,
  ...dropTable(table, layout),
]

/** A table of days, which no view feeds. */
export const createDayTable = ({ table, columns, order }: DayTable, layout: Layout): string[] => [
  `CREATE TABLE IF NOT EXISTS ${layout.local(table)}${layout.onCluster} (${columns}) ENGINE = ${layout.engine('MergeTree')}
    PARTITION BY toYear(day) ORDER BY (${order.join(', ')})`,
  ...layout.front(table, 'day'),
]

/** The table that notes which days were filled. */
export const createFilledDays = (layout: Layout): string[] => [
  `CREATE TABLE IF NOT EXISTS ${layout.local(filledDays)}${layout.onCluster} (${filledDaysColumns})
    ENGINE = ${layout.engine('MergeTree')} ORDER BY (tenant_id, name, day)`,
  ...layout.front(filledDays, 'day'),
]

/** Removes a table that nothing feeds. */
export const dropTable = (table: string, layout: Layout): string[] =>
  [...new Set([table, layout.local(table)])].map((it) => `DROP TABLE IF EXISTS ${it}${layout.onCluster} SYNC`)

/** Puts the rows of one rollup in place of another's, in one step on each server; the view feeds whatever has the name. */
export const exchangeRollups = (one: string, other: string, layout: Layout): string =>
  `EXCHANGE TABLES ${layout.local(one)} AND ${layout.local(other)}${layout.onCluster}`

/** Deletes rows of a table. */
export const deleteFrom = (table: string, where: string, layout: Layout): string =>
  `DELETE FROM ${layout.local(table)}${layout.onCluster} WHERE ${where}`

/** All that an empty warehouse is made by, in order. */
export const createAll = (
  catalogue: Catalogue,
  { rollups, views }: { readonly rollups: readonly Rollup[]; readonly views: readonly AnalystView[] },
  layout: Layout,
): string[] => [
  ...createEvents(catalogue, layout),
  ...rollups.flatMap((rollup) => [...createRollup(rollup, layout), createFeed(rollup, layout)]),
  ...views.map((view) => createView(view, layout)),
]
