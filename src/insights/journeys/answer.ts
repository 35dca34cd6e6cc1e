import type { QueryContext } from '../../warehouse/ask.ts'
import { eventsFor, matches, passes } from '../../warehouse/sql/event-filter.ts'
import { inRange } from '../../warehouse/time/clickhouse-time.ts'
import { binderOf, metaOf, parseSpan, parseStep } from '../question.ts'
import { sample } from '../sampling.ts'
import type { JourneysAnswer, JourneysRequest } from './request.ts'
import { endCode, levelsSql, linksSql, otherCode, pathsSql, type Walk } from './sql.ts'

/**
 * What people did next: from the first start on (or from their first event), level by level, the most frequent names of
 * each level. What is done several times in a row is one step. Events and their filters are those of the range.
 * Throws Failure: invalid_request, dimension_not_allowed, query_too_large, warehouse_unavailable.
 */
export async function answerJourneys(request: JourneysRequest, context: QueryContext): Promise<JourneysAnswer> {
  const started = performance.now()
  const span = parseSpan(request, context, [])
  const start = request.start === undefined ? undefined : parseStep(request.start, '/start', context)
  const { by, depth, top, explain } = request
  const names = [...context.catalogue.values()].flatMap(({ type, actions }) =>
    actions.map((action) => `${type}.${action}`),
  )

  const binder = binderOf(context.tenantId, span)
  const codes = binder.bind(
    names.map((_, index) => index + 1),
    'Array(UInt16)',
  )
  const code = `transform(concat(type, '.', action), ${binder.bind(names, 'Array(String)')}, ${codes}, toUInt16(${otherCode}))`
  const isStart = start === undefined ? 'true' : `(${matches(start, binder)}) = 1`
  const dimensions = [...span.filters, ...(start?.filters ?? [])].map(({ dimension }) => dimension)
  const rest = `WHERE ${[`${by} != ''`, inRange, ...passes(span.filters, binder)].join(' AND ')}`
  const source = `${eventsFor(`${by} type action occurred_at log_position ${isStart} ${rest}`, dimensions, context.model.columns)} ${rest}`
  const { share, where, statement } = await sample(context, source, by, binder.params)
  const walk: Walk = { by, source: `${source} AND ${where}`, code, start: isStart, depth }

  const ask = async (sql: string) => (await context.engine.read(sql, binder.params)).data
  const levels = (await ask(levelsSql(walk))).map(([level, code, count]) => ({
    level: Number(level),
    code: Number(code),
    count: Number(count),
  }))
  const ranked = topsOf(levels, depth, top)
  const tops = binder.bind(ranked, 'Array(Array(UInt16))')
  const [linksOf, pathsOf] = [linksSql(walk, tops), pathsSql(walk, tops)]
  const links = await ask(linksOf)
  const paths = await ask(pathsOf)

  const scaled = (count: unknown) => Math.round(Number(count) / share)
  const nameOf = (code: number) =>
    code === otherCode ? 'other' : code === endCode ? 'end' : (names[code - 1] ?? 'other')
  const idOf = (level: number, code: number) => `${level - 1}:${nameOf(code)}`
  const starts = levels.filter(({ level }) => level === 1).reduce((sum, { count }) => sum + count, 0)
  const ends = links
    .filter((link) => Number(link[2]) === endCode)
    .map(([level, , , count]) => ({ level: Number(level) + 1, code: endCode, count: Number(count) }))
  return {
    nodes: nodesOf([...levels, ...ends], ranked).map(({ level, code, count }) => ({
      id: idOf(level, code),
      level: level - 1,
      name: nameOf(code),
      count: scaled(count),
    })),
    links: links.map(([level, source, target, count, median]) => ({
      source: idOf(Number(level), Number(source)),
      target: idOf(Number(level) + 1, Number(target)),
      count: scaled(count),
      median_seconds: median === null ? null : Number(median),
    })),
    paths: paths.map(([path, count, all]) => ({
      steps: (path as number[]).map(nameOf),
      count: scaled(count),
      share: Number(count) / Number(all),
    })),
    starts: scaled(starts),
    meta: await metaOf(context, {
      started,
      explain,
      share,
      statements: [statement, levelsSql(walk), linksOf, pathsOf],
    }),
  }
}

/** How many journeys have a name on a level; levels from 1. */
interface Count {
  readonly level: number
  readonly code: number
  readonly count: number
}

const byCount = (a: Count, b: Count) => b.count - a.count || a.code - b.code

/** The codes of each level that are shown by name. */
const topsOf = (counts: readonly Count[], depth: number, top: number): number[][] =>
  Array.from({ length: depth }, (_, index) =>
    counts
      .filter(({ level }) => level === index + 1)
      .sort(byCount)
      .slice(0, top)
      .map(({ code }) => code),
  )

/** Nodes by level, the most frequent first; what is not shown by name is one node, and so are the ends. */
function nodesOf(counts: readonly Count[], tops: readonly (readonly number[])[]): Count[] {
  const nodes = new Map<string, Count>()
  for (const { level, code: given, count } of counts) {
    const code = given === endCode || tops[level - 1]?.includes(given) ? given : otherCode
    const id = `${level} ${code}`
    nodes.set(id, { level, code, count: (nodes.get(id)?.count ?? 0) + count })
  }
  return [...nodes.values()].sort((a, b) => a.level - b.level || byCount(a, b))
}
