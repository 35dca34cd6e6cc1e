import { chunksOf } from '../../platform/chunk.ts'
import { type Engine, insertClause } from '../engine/engine.ts'
import { filledDays } from '../sql/trusted-days.ts'
import type { DayTable } from '../tables/day-table.ts'
import { createDayTable, createFilledDays, deleteFrom, dropTable } from '../tables/ddl.ts'
import { wholeSecond } from '../time/clickhouse-time.ts'
import { type CountsRequest, type Drift, hourSql, paramsOf } from './checksums.ts'

/** One day of one tenant; `day` is its start in UTC, `2026-10-01 00:00:00`. */
interface TenantDay {
  readonly tenant_id: string
  readonly day: string
}

const hourMs = 3_600_000
const dayMs = 24 * hourMs
/** Of a day of which events came since, the next may be on its way; and what a question is about to read stays so long. */
const quietMs = 10 * 60_000
const keptMs = hourMs
/** Events, and days of tenants, of one statement: chDB runs one at a time, so questions and inserts wait for it. */
const eventsAtOnce = 500_000
const daysAtOnce = 1_000

/** Makes the tables of days that are missing, and drops those that no measure asks for any more. They are filled by `fillDays`. */
export async function buildDayTables(engine: Engine, tables: readonly DayTable[]): Promise<void> {
  const { layout } = engine
  for (const sql of [...createFilledDays(layout), ...tables.flatMap((table) => createDayTable(table, layout))]) {
    await engine.run(sql)
  }
  const wanted = new Set([filledDays, ...tables.map(({ table }) => table)])
  const { data } = await engine.read(
    "SELECT name FROM system.tables WHERE database = currentDatabase() AND startsWith(name, 'stored_')",
  )
  for (const table of new Set(data.map(([name]) => String(name).replace(/_local$/, '')))) {
    if (wanted.has(table)) continue
    for (const sql of dropTable(table, layout)) await engine.run(sql)
    await engine.run(deleteFrom(filledDays, 'name = {name:String}', layout), { name: table })
  }
}

/**
 * Fills days that have ended and are not held as `total`, the rollup that every event is in, counts them: the newest first, up to half a million
 * events of each table. Writers need not be paused: what is filled is noted with the count and the checksum of its events, and is
 * read only where `total` has the same. An interrupted filling is not noted, and two at once are two fillings, of which one is read.
 * @param now milliseconds since 1970
 * @returns how many days of tenants were filled; 0 when there is nothing to do
 */
export async function fillDays(
  engine: Engine,
  total: string,
  tables: readonly DayTable[],
  now: number,
): Promise<number> {
  let filled = 0
  for (const table of tables) {
    const due = await differingDays(engine, total, table, now)
    for (const days of chunksOf(due, daysAtOnce)) await fill(engine, table, days, now)
    if (due.length > 0) await dropOldFillings(engine, table, now)
    filled += due.length
  }
  return filled
}

async function differingDays(engine: Engine, total: string, { table }: DayTable, now: number): Promise<TenantDay[]> {
  const { data } = await engine.read(
    `SELECT tenant_id, toString(day), events FROM (
      SELECT tenant_id, toStartOfDay(hour) AS day, sum(events) AS events, groupBitXor(checksum) AS checksum
      FROM ${total} WHERE hour < {before:DateTime('UTC')} GROUP BY tenant_id, day
      HAVING events > 0 AND max(last_received) < {quiet:DateTime('UTC')}) AS held
    LEFT ANTI JOIN (SELECT tenant_id, day, events, checksum FROM ${filledDays} WHERE name = {name:String}) AS filled
      USING (tenant_id, day, events, checksum)
    ORDER BY day DESC, tenant_id LIMIT {limit:UInt32}`,
    {
      name: table,
      before: wholeSecond(Math.floor(now / dayMs) * dayMs),
      quiet: wholeSecond(now - quietMs),
      limit: 10 * daysAtOnce,
    },
  )
  const due: TenantDay[] = []
  let events = 0
  for (const [tenant_id, day, count] of data) {
    events += Number(count)
    if (due.length > 0 && events > eventsAtOnce) break
    due.push({ tenant_id: String(tenant_id), day: String(day) })
  }
  return due
}

/** SQL that is true in the days of `dayParams`. */
const inDays = (day: string) => `(tenant_id, ${day}) IN (
  SELECT arrayJoin(arrayZip({tenants:Array(String)}, {days:Array(DateTime('UTC'))})))`

function dayParams(days: readonly TenantDay[]) {
  const inOrder = days.map(({ day }) => day).sort()
  const last = Date.parse(`${inOrder.at(-1)}Z`)
  return {
    tenants: days.map(({ tenant_id }) => tenant_id),
    days: days.map(({ day }) => day),
    first: inOrder[0],
    end: wholeSecond(last + dayMs),
  }
}

async function fill(engine: Engine, { table, select }: DayTable, days: readonly TenantDay[], now: number) {
  // Later than any filling before it, and different from that of another process that fills the same days now.
  const made = now * 1000 + Math.floor(Math.random() * 1000)
  const params = { ...dayParams(days), made, name: table }
  const source = (columns: string) => `(SELECT ${columns} FROM events
    WHERE tenant_id IN {tenants:Array(String)}
      AND occurred_at >= {first:DateTime64(6, 'UTC')} AND occurred_at < {end:DateTime64(6, 'UTC')}
      AND ${inDays("toStartOfDay(toDateTime(occurred_at, 'UTC'))")})`
  const once = insertClause({ insert_deduplicate: 0 })
  await engine.run(`INSERT INTO ${table} ${once} SELECT *, {made:UInt64} AS made FROM (${select(source)})`, params)
  // Noted is what stands in the table, so that rows which are missing make a day differ.
  await engine.run(
    `INSERT INTO ${filledDays} ${once}
    SELECT {name:String}, tenant_id, day, made, sum(events), groupBitXor(checksum) FROM ${table}
    WHERE made = {made:UInt64} GROUP BY tenant_id, day, made`,
    params,
  )
}

/** Removes fillings that a later one replaced, and those that a crash left without a note, when no question can still be reading them. */
async function dropOldFillings(engine: Engine, { table }: DayTable, now: number): Promise<void> {
  const params = { name: table, until: (now - keptMs) * 1000 }
  const { data: rows } = await engine.read(
    `SELECT DISTINCT toString(tenant_id), toString(day), made FROM ${table}
    WHERE made < {until:UInt64} AND (tenant_id, day, made) NOT IN (
      SELECT tenant_id, day, max(made) FROM ${filledDays} WHERE name = {name:String} GROUP BY tenant_id, day)`,
    params,
  )
  for (const some of chunksOf(rows, daysAtOnce)) {
    const triples = {
      name: table,
      tenants: some.map(([tenant]) => tenant),
      days: some.map(([, day]) => day),
      mades: some.map(([, , made]) => Number(made)),
    }
    const isOld = `(tenant_id, day, made) IN (SELECT arrayJoin(
      arrayZip({tenants:Array(String)}, {days:Array(DateTime('UTC'))}, {mades:Array(UInt64)})))`
    await engine.run(deleteFrom(filledDays, `name = {name:String} AND ${isOld}`, engine.layout), triples)
    await engine.run(deleteFrom(table, isOld, engine.layout), triples)
  }
}

/** The days (as their first hour) of which a table holds other rows than were noted when it was filled. Bounds as in `findDrift`. */
export async function driftedDays(
  engine: Engine,
  tables: readonly DayTable[],
  request: CountsRequest,
): Promise<Drift[]> {
  const isMeant = `day + INTERVAL 1 DAY > {from:DateTime64(6, 'UTC')} AND day < {to:DateTime64(6, 'UTC')}
    ${request.tenantId === undefined ? '' : 'AND tenant_id = {tenant:String}'}`
  const found: Drift[] = []
  for (const { table, name } of tables) {
    const { data } = await engine.read(
      `SELECT tenant_id, ${hourSql('day')}, sum(held), sum(due) FROM (
        SELECT tenant_id, day, made, toUInt64(0) AS held, events AS due, checksum FROM ${filledDays}
        WHERE name = {name:String} AND ${isMeant}
        UNION ALL SELECT tenant_id, day, made, events, toUInt64(0), checksum FROM ${table} WHERE ${isMeant})
      GROUP BY tenant_id, day, made
      HAVING sum(due) > 0 AND (sum(held) != sum(due) OR groupBitXor(checksum) != 0) ORDER BY tenant_id, day`,
      { ...paramsOf({ ...request, type: undefined }), name: table },
    )
    for (const [tenant_id, hour, held, due] of data) {
      found.push({
        ...{ tenant_id: String(tenant_id), hour: String(hour), rollup: name },
        ...{ held: Number(held), due: Number(due) },
      })
    }
  }
  return found
}

/**
 * Removes what is held of days, notes first, so that no question reads what is being removed: for days whose events are written anew, of
 * which nothing may stay as it was, and for those that hold other rows than were noted.
 */
export async function forgetDays(
  engine: Engine,
  tables: readonly DayTable[],
  hours: readonly { readonly tenant_id: string; readonly hour: string }[],
): Promise<void> {
  const days = new Map<string, TenantDay>()
  for (const { tenant_id, hour } of hours) {
    const day = `${wholeSecond(hour).slice(0, 10)} 00:00:00`
    days.set(`${day} ${tenant_id}`, { tenant_id, day })
  }
  for (const some of chunksOf([...days.values()], daysAtOnce)) {
    const { first: _, end: __, ...params } = dayParams(some)
    for (const table of [filledDays, ...tables.map((it) => it.table)]) {
      const { data } = await engine.read(`SELECT count() FROM ${table} WHERE ${inDays('day')}`, params)
      if (Number(data[0]?.[0]) > 0) await engine.run(deleteFrom(table, inDays('day'), engine.layout), params)
    }
  }
}
