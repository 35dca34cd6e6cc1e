import type { Catalogue } from '../events/catalogue.ts'
import type { StoredEvent } from '../events/envelope.ts'
import { answerAnomalies } from '../insights/anomalies/answer.ts'
import type { AnomaliesAnswer, AnomaliesRequest } from '../insights/anomalies/request.ts'
import { funnel } from '../insights/funnel/answer.ts'
import type { FunnelAnswer, FunnelRequest } from '../insights/funnel/request.ts'
import { journeys } from '../insights/journeys/answer.ts'
import type { JourneysAnswer, JourneysRequest } from '../insights/journeys/request.ts'
import { ltv } from '../insights/lifetime-value/answer.ts'
import type { LtvAnswer, LtvRequest } from '../insights/lifetime-value/request.ts'
import { answerLots } from '../insights/lots/answer.ts'
import { answerLot } from '../insights/lots/lot.ts'
import type { LotAnswer } from '../insights/lots/lot-answer.ts'
import { answerRecall } from '../insights/lots/recall.ts'
import type { RecallRow } from '../insights/lots/recall-answer.ts'
import type { LotsAnswer, LotsRequest } from '../insights/lots/request.ts'
import { type TurningPoint, turningPoints } from '../insights/notable-events.ts'
import type { Asked } from '../insights/question.ts'
import { retention } from '../insights/retention/answer.ts'
import type { RetentionAnswer, RetentionRequest } from '../insights/retention/request.ts'
import { type Samples, samples } from '../insights/samples/answer.ts'
import type { SamplesRequest } from '../insights/samples/request.ts'
import { answerStock } from '../insights/stock/answer.ts'
import type { StockAnswer, StockRequest } from '../insights/stock/request.ts'
import { answerTherapy } from '../insights/therapy/answer.ts'
import type { TherapyAnswer, TherapyRequest } from '../insights/therapy/request.ts'
import { answerTrace } from '../insights/trace/answer.ts'
import type { Trace } from '../insights/trace/request.ts'
import type { LoggedEvent } from '../ledger/read-log.ts'
import type { Measures } from '../measures/catalogue.ts'
import type { Breaker } from '../platform/breaker.ts'
import { Failure } from '../platform/errors.ts'
import { openFairQueue } from '../platform/fair-queue.ts'
import { answer } from '../query/answer.ts'
import { type DimensionValue, dimensionValues, type ValuesRequest } from '../query/dimension-values.ts'
import { parseRange, parseZone } from '../query/parse.ts'
import type { Money, QueryAnswer, QueryRequest } from '../query/request.ts'
import type { ReadRecord } from '../query/service-metrics.ts'
import { openEngine } from './engine/engine.ts'
import { readCoverage } from './sql/coverage.ts'
import { readZones, stockOf } from './tables/model.ts'
import { prepareEvents } from './tables/prepare.ts'
import { rowsOf } from './tables/row.ts'
import type { Range } from './time/range.ts'
import { buildRollups, type Log, type Rebuilt, rebuildRollup, type WhileNobodyWrites } from './writing/build-rollups.ts'
import {
  type CountsRequest,
  countEvents,
  type Drift,
  findDrift,
  type SliceCount,
  unplacedMonths,
} from './writing/checksums.ts'
import { heldEvents, repeatBatch } from './writing/complete-batch.ts'
import { writeEvents } from './writing/insert.ts'
import { type OnRefused, repairSlices, type Slice } from './writing/repair.ts'
import { rebuildHours, type TenantHour } from './writing/rollup-hours.ts'
import { findRefused } from './writing/trial-insert.ts'

/** The store that answers questions; nobody else speaks to ClickHouse. */
export interface Warehouse {
  /**
   * Writes events exactly once per token, rollups included; at most 5 000 at a time. An insert that failed or that a
   * crash interrupted is repeated with the same events and token; several tokens may be under way at once, also in
   * several processes.
   * @param batch.repeated whether the batch may have been begun before, by this process or another
   */
  insert(logged: readonly LoggedEvent[], token: string, batch?: { repeated: boolean }): Promise<void>
  /** The events of a batch that the warehouse refuses for their own sake; none where a failure lies elsewhere. */
  findRefused(logged: readonly LoggedEvent[], token: string): Promise<LoggedEvent[]>
  /** Answers a request that has the form of QueryRequestSchema for one tenant. */
  query(tenantId: string, request: QueryRequest, money: Money): Promise<QueryAnswer>
  /** How many persons or sessions took steps in order, and how long it took them. */
  funnel(tenantId: string, request: FunnelRequest): Promise<FunnelAnswer>
  /** How many came back in the periods after their first time. */
  retention(tenantId: string, request: RetentionRequest): Promise<RetentionAnswer>
  /** What people did next, level by level. */
  journeys(tenantId: string, request: JourneysRequest): Promise<JourneysAnswer>
  /** The newest events that a measure looks at, by their ids. */
  samples(tenantId: string, request: SamplesRequest, tenantZone?: string): Promise<Samples>
  /** What lies in the warehouses at a moment. */
  stockPositions(tenantId: string, request: StockRequest): Promise<StockAnswer>
  /** What customers have spent, and will. */
  ltv(tenantId: string, request: LtvRequest, money: Money): Promise<LtvAnswer>
  /** The values that a dimension takes, the most frequent first; for filter menus. */
  dimensionValues(tenantId: string, request: ValuesRequest): Promise<DimensionValue[]>
  /** What happened in a range that explains a bend in a figure: recalls, new firmwares, stock that ran out. */
  turningPoints(
    tenantId: string,
    request: { from: string; to: string; timezone?: string | undefined },
  ): Promise<{ range: Range; points: TurningPoint[] }>
  /** Every lot to which something happened in a range (lots.ts). */
  lots(tenantId: string, request: LotsRequest): Promise<LotsAnswer>
  /** All about one lot (lot.ts). Throws Failure('not_found') where no event names it. */
  lot(tenantId: string, lot: string, request: LotsRequest): Promise<LotAnswer>
  /** What became of the orders of a range (therapy.ts). */
  therapy(tenantId: string, request: TherapyRequest): Promise<TherapyAnswer>
  /** Where units of a lot went (recall.ts). Throws Failure('not_found') where they went nowhere. */
  recall(tenantId: string, lot: string): Promise<RecallRow[]>
  /** From one event of the tenant back to its device, lot, order and parcel (trace.ts). */
  trace(tenantId: string, event: StoredEvent): Promise<Trace>
  /** Readings that do not fit with what their device read before (anomalies.ts). */
  anomalies(tenantId: string, request: AnomaliesRequest): Promise<AnomaliesAnswer>
  /** Count and checksum of what is held, by tenant, type and hour, to compare with the ledger. */
  counts(request: CountsRequest): Promise<SliceCount[]>
  /** The months, `2026-10`, with events whose places in the log are not known, until they are repaired. */
  unplacedMonths(): Promise<string[]>
  /** Those of the events that are held. */
  held(events: readonly StoredEvent[]): Promise<StoredEvent[]>
  /** The hours in which rollups were not made from what `counts` finds, by count and checksum. */
  drift(request: CountsRequest): Promise<Drift[]>
  /**
   * Replaces some hundreds of slices by what the ledger holds, and works the rollups of their hours out anew. Nobody may
   * write into these hours meanwhile.
   */
  repair(slices: readonly Slice[], events: AsyncIterable<readonly LoggedEvent[]>, onRefused: OnRefused): Promise<void>
  /** Works the rollups of some hundreds of hours out anew, while nobody writes into them. */
  rebuildHours(hours: readonly TenantHour[]): Promise<void>
  /**
   * Makes a rollup, or `all`, anew beside the living ones and exchanges them. `whileNobodyWrites` must wait for batches
   * that were begun: a new rollup does not know their tokens. Throws Failure('not_found') where there is none of the name.
   */
  rebuildRollups(name: string, whileNobodyWrites: WhileNobodyWrites): Promise<Rebuilt[]>
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
  readonly whileNobodyWrites?: WhileNobodyWrites | undefined
  /** How to keep others from making the same tables meanwhile; without it they are waited for. */
  readonly oneAtATime?: (<T>(act: () => Promise<T>) => Promise<T>) | undefined
  /** Refuses calls while the engine is away; without one each waits for it by itself. */
  readonly breaker?: Breaker | undefined
  /** Milliseconds since 1970. */
  readonly now?: () => number
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

const eventOf = ({ event }: LoggedEvent) => event

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
  whileNobodyWrites = (act) => act(),
  readRecord,
  oneAtATime,
  now = Date.now,
  connect = openEngine,
}: WarehouseOptions): Promise<Warehouse> {
  const engine = await connect({ url, path, breaker, cluster })
  await engine.ping().catch(async (error) => {
    await engine.close()
    throw error
  })
  // Whoever has the turn alone makes tables: one that is half made then belongs to nobody who lives.
  const patienceMs = url === undefined || oneAtATime !== undefined ? 0 : othersMayTakeMs
  const prepare = async () => {
    await prepareEvents(engine, catalogue)
    const stock = stockOf(catalogue, measures, await readZones(engine))
    await buildRollups(engine, stock.rollups, whileNobodyWrites, patienceMs, log)
    return stock
  }
  const stock = await (oneAtATime === undefined ? prepare() : oneAtATime(prepare))
  const { rollups } = stock
  const toRow = rowsOf(catalogue)
  const rowIn = (logged: readonly LoggedEvent[]) => {
    const rows = new Map(logged.map((it) => [it.event, it]))
    return (event: StoredEvent) => toRow(rows.get(event) as LoggedEvent)
  }
  const [total] = rollups
  const coverageOf = (tenantId: string) => readCoverage(engine, total.table, tenantId)
  /** Tokens of inserts that failed here, and may be half done. */
  const unsure = new Set<string>()
  let writes = 0
  // One that failed may have written, too.
  const counted = <T>(write: () => Promise<T>) =>
    write().finally(() => {
      writes += 1
    })
  const inLine = openFairQueue(url === undefined ? ofChdb : ofServer)
  const ask = <T>(tenantId: string, answering: (asked: Asked) => Promise<T>) =>
    inLine(tenantId, () => answering({ engine, tenantId, catalogue, stock, coverage: () => coverageOf(tenantId) }))
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
    query: (tenantId, request, money) =>
      inLine(tenantId, () =>
        answer(request, { engine, tenantId, money, now: now(), readRecord }, stock, () => coverageOf(tenantId)),
      ),
    funnel: (tenantId, request) => ask(tenantId, (asked) => funnel(request, asked)),
    retention: (tenantId, request) => ask(tenantId, (asked) => retention(request, asked, now())),
    journeys: (tenantId, request) => ask(tenantId, (asked) => journeys(request, asked)),
    samples: (tenantId, request, tenantZone = 'UTC') =>
      ask(tenantId, (asked) => samples(request, { ...asked, tenantZone })),
    ltv: (tenantId, request, money) => ask(tenantId, (asked) => ltv(request, asked, money, now())),
    dimensionValues: (tenantId, request) =>
      inLine(tenantId, () => dimensionValues(engine, catalogue, stock, tenantId, request)),
    async turningPoints(tenantId, { from, to, timezone }) {
      const range = parseRange({ from, to }, parseZone(timezone, stock.zones))
      return { range, points: await inLine(tenantId, () => turningPoints(engine, tenantId, range)) }
    },
    stockPositions: (tenantId, request) => ask(tenantId, (asked) => answerStock(request, asked, now())),
    lots: (tenantId, request) => ask(tenantId, (asked) => answerLots(request, asked)),
    lot: (tenantId, lot, request) => ask(tenantId, (asked) => answerLot(lot, request, asked)),
    therapy: (tenantId, request) => ask(tenantId, (asked) => answerTherapy(request, asked)),
    recall: (tenantId, lot) => ask(tenantId, (asked) => answerRecall(lot, asked)),
    trace: (tenantId, event) => ask(tenantId, (asked) => answerTrace(event, asked)),
    anomalies: (tenantId, request) => ask(tenantId, (asked) => answerAnomalies(request, asked)),
    counts: (request) => countEvents(engine, request),
    unplacedMonths: () => unplacedMonths(engine),
    held: (events) => heldEvents(engine, events),
    drift: (request) => findDrift(engine, rollups, request),
    repair: (slices, events, onRefused) =>
      counted(() => repairSlices(engine, rollups, toRow, slices, events, onRefused)),
    rebuildHours: (hours) => counted(() => rebuildHours(engine, rollups, hours)),
    async rebuildRollups(name, whileNobodyWrites) {
      const chosen = rollups.filter((rollup) => name === 'all' || rollup.name === name)
      if (chosen.length === 0) throw new Failure('not_found', `there is no rollup ${name}`)
      const rebuilt: Rebuilt[] = []
      for (const rollup of chosen) {
        const one = await counted(() => rebuildRollup(engine, rollup, whileNobodyWrites))
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
