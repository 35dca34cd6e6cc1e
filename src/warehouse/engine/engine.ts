import { setTimeout as sleep } from 'node:timers/promises'
import { ClickHouseLogLevel, createClient } from '@clickhouse/client'
import type { Breaker } from '../../platform/breaker.ts'
import { needPackage } from '../../platform/optional-package.ts'
import { closing, isAway, isNameTaken, translated, unavailable } from './failures.ts'
import { type Layout, layoutOf } from './layout.ts'

/** Values for `{name:Type}` slots; they are bound by the engine and never become part of the SQL. */
export type Params = Readonly<Record<string, unknown>>

/** Settings of one statement. They are written into it: chDB would keep them for every later statement otherwise. */
export type Settings = Readonly<Record<string, string | number>>

/** The rows of an answer, each a list of values in the order of the columns asked. */
export interface Table {
  readonly data: readonly (readonly unknown[])[]
}

/** All that the rest of the room needs of ClickHouse, be it a server or chDB in this process. */
export interface Engine {
  readonly layout: Layout
  /**
   * Runs a statement that answers nothing.
   * @param id a server runs one statement of a name at a time and refuses the second while the first runs
   */
  run(sql: string, params?: Params, id?: string): Promise<void>
  read(sql: string, params?: Params, id?: string): Promise<Table>
  /** Writes rows, as one block; a field that a row lacks takes the column's default. */
  insert(table: string, rows: readonly object[], settings: Settings, id: string): Promise<void>
  /** Resolves when the engine answers. On a server it never waits longer than two seconds. */
  ping(): Promise<void>
  /** Waits for what is under way and lets go of the engine. */
  close(): Promise<void>
}

/**
 * Connects to a ClickHouse server (`url`) or opens chDB over a folder (`path`); one folder per process. Every call
 * throws Failure('warehouse_unavailable') where the engine is unavailable or overloaded, Failure('query_too_large')
 * where a statement outlasts its own limit, and the engine's own error where the statement is at fault. While `breaker`
 * is open no call reaches the engine. `cluster` names the cluster that the server is one of.
 */
export async function openEngine({
  url,
  path,
  breaker,
  cluster,
}: {
  url?: string | undefined
  path?: string | undefined
  breaker?: Breaker | undefined
  cluster?: string | undefined
}): Promise<Engine> {
  const layout = layoutOf(cluster)
  const { clients, inTurn, drain } = url === undefined ? await openChdb(path) : openServer(url, layout)
  // chDB runs one statement at a time anyway, and takes no names.
  const named = async <T>(id: string | undefined, act: (name: { query_id?: string }) => Promise<T>): Promise<T> => {
    if (url === undefined || id === undefined) return act({})
    return whenFree(() => act({ query_id: id }))
  }
  const underWay = new Set<Promise<unknown>>()
  let isClosing = false
  const ping = () =>
    translated('read', () =>
      inTurn(async () => {
        await (await clients.ping.query({ query: 'SELECT 1', format: 'JSONCompact' })).text()
      }),
    )
  const guard =
    breaker?.guard({ counts: isAway, refuse: unavailable, probe: ping }) ?? (<T>(act: () => Promise<T>) => act())
  const ask = async <T>(kind: 'read' | 'write', act: () => Promise<T>) => {
    // A call while the service stops is answered with a request to retry: it is no fault of the engine.
    if (isClosing) throw closing()
    const asked = guard(() => translated(kind, () => inTurn(act)))
    underWay.add(asked)
    return asked.finally(() => underWay.delete(asked))
  }
  return {
    layout,
    run: (query, params = {}, id) =>
      ask('write', async () => {
        if (isInsert(query) && !query.includes(insertClause({}))) throw new Error('an INSERT needs insertClause()')
        await named(id, (name) => clients.run.command({ query, query_params: { ...params }, ...name }))
      }),
    read: (query, params = {}, id) =>
      ask('read', () =>
        named(id, async (name) => {
          const asked = { query, query_params: { ...params }, format: 'JSONCompact', ...name } as const
          return (await (await clients.read.query(asked)).json()) as Table
        }),
      ),
    insert: (table, values, settings, id) =>
      ask('write', async () => {
        const into = `${table} ${insertClause(settings)}`
        await named(id, (name) => clients.insert.insert({ table: into, values, format: 'JSONEachRow', ...name }))
      }),
    async ping() {
      if (isClosing) throw closing()
      await guard(ping)
    },
    async close() {
      isClosing = true
      await Promise.allSettled(underWay)
      await Promise.all([...new Set(Object.values(clients))].map((it) => it.close()))
      await drain()
    },
  }
}

/**
 * A client of a server. Errors are thrown; the caller logs them, and repeats the call where that is safe.
 * An answer is sent when the statement has ended (`wait_end_of_query`): an error is an error, not the end of a good answer.
 * Parameters that are too long for an address go into the body.
 */
const connect = (url: string, { settings }: Layout, request_timeout: number) =>
  createClient({
    url,
    request_timeout,
    // A user's profile may say otherwise, and an insert that is only queued would be acknowledged before it is stored.
    clickhouse_settings: { wait_end_of_query: 1, ...settings, async_insert: 0 },
    use_multipart_params_auto: true,
    log: { level: ClickHouseLogLevel.OFF },
  })

/**
 * A server that stops answering shows only by time, and what may take long differs: a rollup that is filled, a batch, a
 * query that a user waits for, a ping. The last must not queue for a connection behind the others. A batch that takes
 * longer continues on the server, and is found in place when it is repeated.
 */
const openServer = (url: string, layout: Layout) => ({
  clients: {
    run: connect(url, layout, 300_000),
    insert: connect(url, layout, 30_000),
    read: connect(url, layout, 60_000),
    ping: connect(url, layout, 2_000),
  },
  inTurn: <T>(act: () => Promise<T>) => act(),
  drain: async () => {},
})

/** chDB is half a gigabyte of native code, so it is loaded only where it serves. */
async function openChdb(path: string | undefined) {
  if (path === undefined) throw new Error('the warehouse needs a url or a path')
  needPackage('chdb', 'CLICKHOUSE_URL')
  const [{ drainPending }, { createChdbConnection }] = await Promise.all([import('chdb'), import('chdb/connection')])
  const connection = createChdbConnection({ path })
  const log = { level: ClickHouseLogLevel.OFF }
  const client = createClient({ connection, log } as object)
  const inTurn = takingTurns(async () => {
    await (await client.query({ query: 'SELECT 1', format: 'JSONCompact' })).text()
  })
  return { clients: { run: client, insert: client, read: client, ping: client }, inTurn, drain: drainPending }
}

/**
 * Lets one statement of chDB run at a time, and `flush` after each that failed. What a statement had written before it
 * failed, chDB puts in front of the next statement's answer, whosever that is (chdb 3.4.0).
 */
function takingTurns(flush: () => Promise<void>): <T>(act: () => Promise<T>) => Promise<T> {
  let turn: Promise<unknown> = Promise.resolve()
  return (act) => {
    const acted = turn.then(act)
    turn = acted.catch(flush)
    // The next statement fails with the error of the flush, and flushes again. While the engine closes there is no next
    // one, and an unhandled rejection would end the process.
    turn.catch(() => {})
    return acted
  }
}

const freeTries = 5
const freeMs = 50

/** A server answers a moment before it gives a statement's name free for the next one. */
async function whenFree<T>(act: () => Promise<T>): Promise<T> {
  for (let tried = 1; ; tried++) {
    try {
      return await act()
    } catch (error) {
      if (!isNameTaken(error) || tried === freeTries) throw error
      await sleep(freeMs)
    }
  }
}

/** `SETTINGS a = 1, b = 'x'`, for the end of a statement. */
export function settingsClause(settings: Settings): string {
  const quoted = (value: string) => `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
  const pairs = Object.entries(settings)
  return `SETTINGS ${pairs.map(([name, value]) => `${name} = ${typeof value === 'string' ? quoted(value) : value}`).join(', ')}`
}

/**
 * A server that gathers inserts (`async_insert`, the default of some services) answers before a batch is written and drops
 * tokens of deduplication: every insert says that it does not want that, whatever the user's profile says.
 */
const synchronous = { async_insert: 0 } as const

/** The settings of an INSERT, which are always those of a synchronous one. */
export const insertClause = (settings: Settings): string => settingsClause({ ...synchronous, ...settings })

const isInsert = (sql: string) => /^\s*INSERT\b/i.test(sql)
