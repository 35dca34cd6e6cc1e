import type { Catalogue } from '../events/catalogue.ts'
import type { StoredEvent } from '../events/envelope.ts'
import type { LoggedEvent } from '../ledger/read-log.ts'
import type { Measures } from '../measures/catalogue.ts'
import type { Breaker } from '../platform/breaker.ts'
import { Failure } from '../platform/errors.ts'
import { openFairQueue } from '../platform/fair-queue.ts'
import { type Tracer, traced } from '../platform/tracing.ts'
import type { AskWarehouse } from './ask.ts'
import { openEngine } from './engine/engine.ts'
import { traceEngine } from './engine/trace-engine.ts'
import type { ReadRecord } from './record-question.ts'
import { readCoverage } from './sql/coverage.ts'
import type { Money } from './sql/money.ts'
import { readTrustedDays } from './sql/trusted-days.ts'
import { analystViews, createView } from './tables/analyst-views.ts'
import { modelOf, readZones } from './tables/model.ts'
import { prepareEvents } from './tables/prepare.ts'
import { amountColumns } from './tables/rollup.ts'
import { rowsOf } from './tables/row.ts'
import { buildRollups, type Log, type Rebuilt, rebuildRollup, type WhileWritesPaused } from './writing/build-rollups.ts'
import {
  type CountsRequest,
  countEvents,
  type Drift,
  findDrift,
  type SliceCount,
  unplacedMonths,
} from './writing/checksums.ts'
import { heldEvents, repeatBatch } from './writing/complete-batch.ts'
import { buildDayTables, driftedDays, fillDays, forgetDays } from './writing/fill-days.ts'
import { writeEvents } from './writing/insert.ts'
import { type OnRefused, repairSlices, type Slice } from './writing/repair.ts'
import { rebuildHours, type TenantHour } from './writing/rollup-hours.ts'
import { findRefused } from './writing/trial-insert.ts'

/** The analytical store in ClickHouse: what writes events, compares and rebuilds, and what questions are asked of. */
export interface Warehouse {
  /**
   * Writes events exactly once per token, rollups included; at most 20 000 at a time. An insert that failed or that a
   * crash interrupted is repeated with the same events and token; several tokens may be under way at once, also in
   * several processes.
   * @param batch.repeated whether the batch may have been begun before, by this process or another
   */
  insert(logged: readonly LoggedEvent[], token: string, batch?: { repeated: boolean }): Promise<void>
  /** The events of a batch that the warehouse refuses for their own sake; none where a failure lies elsewhere. */
  findRefused(logged: readonly LoggedEvent[], token: string): Promise<LoggedEvent[]>
  /** Answers a question by one of the functions of src/query and src/insights. */
  readonly ask: AskWarehouse
  /** Count and checksum of what is held, by tenant, type and hour, to compare with the ledger. */
  counts(request: CountsRequest): Promise<SliceCount[]>
  /** The months, `2026-10`, with events whose places in the log are not known, until they are repaired. */
  unplacedMonths(): Promise<string[]>
  /** Those of the events that are held. */
  held(events: readonly StoredEvent[]): Promise<StoredEvent[]>
  /** The hours in which rollups, and days in which tables of days, were not made from what `counts` finds, by count and checksum. */
  drift(request: CountsRequest): Promise<Drift[]>
  /**
   * Replaces some hundreds of slices by what the ledger holds, and recomputes the rollups of their hours. No process
   * may write into these hours meanwhile.
   */
  repair(slices: readonly Slice[], events: AsyncIterable<readonly LoggedEvent[]>, onRefused: OnRefused): Promise<void>
  /** Recomputes the rollups of some hundreds of hours, while no process writes into them; their days are filled again later. */
  rebuildHours(hours: readonly TenantHour[]): Promise<void>
  /**
   * Makes a rollup, or `all`, anew beside the living ones and exchanges them. `whileWritesPaused` must wait for batches
   * that were begun: a new rollup does not know their tokens. Throws Failure('not_found') where there is none of the name.
   */
  rebuildRollups(name: string, whileWritesPaused: WhileWritesPaused): Promise<Rebuilt[]>
  /**
   * Fills days that have ended in the tables of days, and those that have changed since, up to half a million events of each table.
   * @returns how many days of tenants; 0 when there is nothing to do
   */
  fillDays(): Promise<number>
  /** Resolves when the engine answers. */
  ping(): Promise<void>
  /** How often this process has written; what was read before it changed may be out of date. */
  writes(): number
  close(): Promise<void>
}

export interface WarehouseOptions {
  /** A ClickHouse server, `http://user:password@host:8123/database`; without it chDB serves from `path`. */
  readonly url?: string | undefined
  /** The name of the cluster that the server is one of. */
  readonly cluster?: string | undefined
  readonly path?: string | undefined
  readonly catalogue: Catalogue
  readonly measures: Measures
  readonly log?: Log | undefined
  /** Reads what measures take from the service's own records; without it nothing was recorded. */
  readonly readRecord?: ReadRecord | undefined
  /** How to keep others from writing while a new rollup is put in place; without it there are none. */
  readonly whileWritesPaused?: WhileWritesPaused | undefined
  /** How to keep others from making the same tables meanwhile; without it they are waited for. */
  readonly oneAtATime?: (<T>(act: () => Promise<T>) => Promise<T>) | undefined
  /** Refuses calls while the engine is unavailable; without one each call waits for its own time-out. */
  readonly breaker?: Breaker | undefined
  /** Milliseconds since 1970. */
  readonly now?: () => number
  /** Makes spans of questions and statements; undefined where spans go nowhere. */
  readonly tracer?: Tracer | undefined
  /** How to reach the engine; benches listen to what it is asked. */
  readonly connect?: typeof openEngine
}

/**
 * Questions that are under way at once, of all tenants and of one while others ask too; and that wait. chDB runs one statement
 * at a time: a second question prepares while the first is at it, and another tenant's waits for one statement of each.
 */
const waitingQuestions = { waitingOfOne: 150, waitingOfAll: 600 }
const ofChdb = { atOnce: 2, ofOne: 1, ...waitingQuestions }
const ofServer = { atOnce: 8, ofOne: 4, ...waitingQuestions }

/** Of a tenant whose settings the question does not depend on. */
const plainMoney: Money = { reportingCurrency: '', rates: [] }

const eventOf = ({ event }: LoggedEvent) => event

/** The same answer each time, asked for when it is first needed. */
function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined
  return () => {
    answer ??= ask()
    return answer
  }
}

/** How long another process may take to fill a rollup on a shared server. */
const othersMayTakeMs = 600_000

/**
 * Opens the warehouse and brings its tables to what event types and measures ask for: new columns are added, rollups
 * that changed are filled anew. Throws Failure('warehouse_unavailable') where the engine cannot be reached.
 */
export async function openWarehouse({
  url,
  cluster,
  path,
  catalogue,
  measures,
  log,
  breaker,
  whileWritesPaused = (act) => act(),
  readRecord,
  oneAtATime,
  now = Date.now,
  tracer,
  connect = openEngine,
}: WarehouseOptions): Promise<Warehouse> {
  const engine = traceEngine(await connect({ url, path, breaker, cluster }), tracer)
  await engine.ping().catch(async (error) => {
    await engine.close()
    throw error
  })
  // Only the process that holds the lock creates tables: an unfinished one then belongs to no running process.
  const patienceMs = url === undefined || oneAtATime !== undefined ? 0 : othersMayTakeMs
  const prepare = async () => {
    await prepareEvents(engine, catalogue)
    const model = modelOf(catalogue, measures, await readZones(engine))
    await buildRollups(engine, model.rollups, whileWritesPaused, patienceMs, log)
    await buildDayTables(engine, model.dayTables)
    for (const view of analystViews(catalogue, model)) await engine.run(createView(view, engine.layout))
    return model
  }
  const model = await (oneAtATime === undefined ? prepare() : oneAtATime(prepare))
  const { rollups, dayTables } = model
  const toRow = rowsOf(catalogue)
  const rowIn = (logged: readonly LoggedEvent[]) => {
    const rows = new Map(logged.map((it) => [it.event, it]))
    return (event: StoredEvent) => toRow(rows.get(event) as LoggedEvent)
  }
  const [total] = rollups
  const amounts = amountColumns(total)
  /** Tokens of inserts that failed here, and may be half done. */
  const unsure = new Set<string>()
  let writes = 0
  // One that failed may have written, too.
  const counted = <T>(write: () => Promise<T>) =>
    write().finally(() => {
      writes += 1
    })
  const inLine = openFairQueue(url === undefined ? ofChdb : ofServer)
  return {
    async insert(logged, token, { repeated } = { repeated: false }) {
      if (logged.length === 0) return
      const mayBeHalfDone = repeated || unsure.has(token)
      unsure.add(token)
      await counted(() =>
        mayBeHalfDone
          ? repeatBatch(engine, rollups, rowIn(logged), logged.map(eventOf), token, log)
          : writeEvents(engine, logged.map(toRow), token),
      )
      unsure.delete(token)
    },
    findRefused: (logged, token) => findRefused(engine, toRow, logged, token),
    ask: (tenantId, answer, request, money = plainMoney) =>
      traced(tracer, 'warehouse.ask', { attributes: { 'pocm.question': answer.name } }, () =>
        inLine(tenantId, () =>
          answer(request, {
            ...{ engine, tenantId, catalogue, model, money, readRecord, now: now() },
            coverage: once(() => readCoverage(engine, total.table, tenantId, amounts)),
            trustedDays: once(() => readTrustedDays(engine, total.table, tenantId)),
          }),
        ),
      ),
    counts: (request) => countEvents(engine, request),
    unplacedMonths: () => unplacedMonths(engine),
    held: (events) => heldEvents(engine, events),
    drift: async (request) => [
      ...(await findDrift(engine, rollups, request)),
      ...(await driftedDays(engine, dayTables, request)),
    ],
    repair: (slices, events, onRefused) =>
      counted(async () => {
        await forgetDays(engine, dayTables, slices)
        await repairSlices(engine, rollups, toRow, slices, events, onRefused)
      }),
    fillDays: () => fillDays(engine, total.table, dayTables, now()),
    rebuildHours: (hours) =>
      counted(async () => {
        await forgetDays(engine, dayTables, hours)
        await rebuildHours(engine, rollups, hours)
      }),
    async rebuildRollups(name, whileWritesPaused) {
      const chosen = rollups.filter((rollup) => name === 'all' || rollup.name === name)
      if (chosen.length === 0) throw new Failure('not_found', `there is no rollup ${name}`)
      const rebuilt: Rebuilt[] = []
      for (const rollup of chosen) {
        const one = await counted(() => rebuildRollup(engine, rollup, whileWritesPaused))
        log?.info(one, 'made a rollup anew beside the living one')
        rebuilt.push(one)
      }
      return rebuilt
    },
    ping: () => engine.ping(),
    writes: () => writes,
    close: () => engine.close(),
  }
}
