import { answerFunnel } from '../src/insights/funnel/answer.ts'
import { answerQuery } from '../src/query/answer.ts'
import type { Engine, Params, Table } from '../src/warehouse/engine/engine.ts'
import type { Warehouse } from '../src/warehouse/warehouse.ts'
import { quantile } from './open-loop.ts'
import type { Question } from './questions.ts'

/** What one question took. Times in milliseconds. */
export interface Timed {
  readonly page: string
  readonly name: string
  readonly p50: number
  readonly p95: number
  /** The same statements sent to ClickHouse alone, one after the other. */
  readonly bare: number
  /** Processor time of this process, all cores together: what a busy machine cannot make longer than it is. */
  readonly cpu: number
  readonly source: string
  readonly statements: number
}

/** An engine that remembers what it was asked to read. */
export interface Listening {
  readonly engine: Engine
  /** Forgets what was asked before, and gives it. */
  take(): readonly (readonly [sql: string, params: Params])[]
}

export function listenTo(engine: Engine): Listening {
  let asked: (readonly [string, Params])[] = []
  const read = (sql: string, params: Params = {}, id?: string): Promise<Table> => {
    asked.push([sql, params])
    return engine.read(sql, params, id)
  }
  const take = () => {
    const before = asked
    asked = []
    return before
  }
  return { engine: { ...engine, read }, take }
}

/** Amounts of made-up events are in two currencies. */
const money = {
  reportingCurrency: 'EUR',
  rates: [{ currency: 'USD', valid_from: '2026-01-01T00:00:00Z', rate: '0.91' }],
}

/** Asks a question some times, in turn with its bare statements, after once that does not count. */
export async function time(question: Question, warehouse: Warehouse, heard: Listening, runs: number): Promise<Timed> {
  const { page, name } = question
  const ask = async () =>
    'query' in question
      ? (await warehouse.ask('bench', answerQuery, question.query, money)).meta.source
      : ((await warehouse.ask('bench', answerFunnel, question.funnel)).meta.sampled ?? 1) < 1
        ? 'sample'
        : 'events'
  heard.take()
  const source = await ask()
  const statements = heard.take()
  const [whole, bare, cpu]: [number[], number[], number[]] = [[], [], []]
  for (let run = 0; run < runs; run++) {
    const before = process.cpuUsage()
    whole.push(await elapsed(ask))
    const { user, system } = process.cpuUsage(before)
    cpu.push((user + system) / 1000)
    bare.push(
      await elapsed(async () => {
        for (const [sql, params] of statements) await heard.engine.read(sql, params)
      }),
    )
  }
  const at = (values: number[], share: number) => quantile(Float64Array.from(values).sort(), share)
  return {
    ...{ page, name, source, statements: statements.length },
    ...{ p50: at(whole, 0.5), p95: at(whole, 0.95), bare: at(bare, 0.5), cpu: at(cpu, 0.5) },
  }
}

async function elapsed(act: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await act()
  return performance.now() - began
}
