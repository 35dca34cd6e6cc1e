import { answerLot } from '../insights/lot/answer.ts'
import type { LotAnswer } from '../insights/lot/request.ts'
import { answerLots } from '../insights/lots/answer.ts'
import type { LotsAnswer } from '../insights/lots/request.ts'
import { answerRecall } from '../insights/recall/answer.ts'
import { answerTrace } from '../insights/trace/answer.ts'
import { answerQuery } from '../query/answer.ts'
import { answerDimensionValues, type DimensionValue, type ValuesRequest } from '../query/dimension-values.ts'
import type { QueryAnswer, QueryRequest } from '../query/request.ts'
import type { AnswerQuestion } from '../warehouse/ask.ts'
import type { Money } from '../warehouse/sql/money.ts'
import type { Warehouse } from '../warehouse/warehouse.ts'

/** How words of sealed fields are shown in figures: the warehouse itself knows them by pseudonyms alone. */
export interface Words {
  /** The values under which figures may hold a word of a field that figures are grouped by. */
  groupedAs(tenantId: string, word: string): Promise<readonly string[]>
  /** The values under which an id or a word may be stored that looks like an e-mail address or a telephone number. */
  storedAs(tenantId: string, word: string): Promise<readonly string[]>
  /** The words behind pseudonyms; none for those that figures are not grouped by. */
  words(tenantId: string, pseudonyms: readonly string[]): Promise<Map<string, string>>
}

const pseudonyms = /p_[0-9a-f]{32}/g
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function replaceAll(value: unknown, words: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string') return value.replace(pseudonyms, (it) => words.get(it) ?? it)
  if (Array.isArray(value)) return value.map((inner) => replaceAll(inner, words))
  if (!isObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, replaceAll(inner, words)]))
}

/**
 * The warehouse with words in place of pseudonyms, in what is asked of it and in what it answers.
 * @param grouped the dimensions whose words are sealed
 */
export function withSealedWords(warehouse: Warehouse, grouped: ReadonlySet<string>, words: Words): Warehouse {
  async function told<Answer>(tenantId: string, answer: Answer): Promise<Answer> {
    const found = JSON.stringify(answer).match(pseudonyms)
    if (found === null) return answer
    const known = await words.words(tenantId, [...new Set(found)])
    return known.size === 0 ? answer : (replaceAll(answer, known) as Answer)
  }

  async function storedFilters(tenantId: string, filters: Record<string, unknown>) {
    const stored = Object.entries(filters).map(async ([dimension, wanted]) => {
      if (!Array.isArray(wanted)) return [dimension, wanted] as const
      const as = grouped.has(dimension) ? words.groupedAs : words.storedAs
      const all = wanted.map(async (it) => (typeof it === 'string' && it !== '' ? as(tenantId, it) : [it]))
      return [dimension, (await Promise.all(all)).flat()] as const
    })
    return Object.fromEntries(await Promise.all(stored))
  }

  /** A request with its filters as the values are stored, at whatever depth they stand. */
  async function asked<Request>(tenantId: string, request: Request): Promise<Request> {
    if (Array.isArray(request)) {
      return (await Promise.all(request.map((inner) => asked(tenantId, inner)))) as Request
    }
    if (!isObject(request)) return request
    const entries = Object.entries(request).map(async ([name, inner]) =>
      name === 'filters' && isObject(inner)
        ? ([name, await storedFilters(tenantId, inner)] as const)
        : ([name, await asked(tenantId, inner)] as const),
    )
    return Object.fromEntries(await Promise.all(entries)) as Request
  }

  async function ask<Request, Answer>(
    tenantId: string,
    answer: AnswerQuestion<Request, Answer>,
    request: Request,
    money?: Money,
  ): Promise<Answer> {
    const stored = named.has(answer) ? request : await asked(tenantId, request)
    return told(tenantId, await warehouse.ask(tenantId, answer, stored, money))
  }

  /** What is searched for stands in the words, which the warehouse does not know. */
  async function findValues(
    tenantId: string,
    { search = '', limit, ...all }: ValuesRequest,
  ): Promise<DimensionValue[]> {
    const values = await ask(tenantId, answerDimensionValues, { ...all, limit: 1_000 })
    const wanted = search.toLowerCase()
    return values.filter(({ value }) => value?.toLowerCase().includes(wanted)).slice(0, limit)
  }

  /** Kinds of questions whose answers depend on the words themselves. */
  const finishing = new Map<unknown, (request: never, answer: never) => unknown>([
    [answerQuery, (request: QueryRequest, answer: QueryAnswer) => inOrder(request, grouped, answer)],
    [answerLots, (_: unknown, answer: LotsAnswer) => ({ ...answer, lots: answer.lots.map(withKind) })],
    [answerLot, (_: unknown, answer: LotAnswer) => withKind(answer)],
  ])

  return {
    ...warehouse,
    async ask<Request, Answer>(
      tenantId: string,
      answer: AnswerQuestion<Request, Answer>,
      request: Request,
      money?: Money,
    ): Promise<Answer> {
      if ((answer as unknown) === answerDimensionValues) {
        const values = request as ValuesRequest
        if (grouped.has(values.dimension) && values.search) return (await findValues(tenantId, values)) as Answer
      }
      const found = await ask(tenantId, answer, request, money)
      const finished = finishing.get(answer)
      return finished === undefined ? found : (finished(request as never, found as never) as Answer)
    },
  }
}

/** Questions that name one thing, and have no filters to be stored under other words. */
const named: ReadonlySet<unknown> = new Set([answerTrace, answerRecall])

/** Kinds of reports are shown in lower case. */
const withKind = <Row extends { prr_of: string | null }>(row: Row): Row => ({
  ...row,
  prr_of: row.prr_of === null ? null : row.prr_of.toLowerCase(),
})

/** Rows that were in the order of pseudonyms, in that of words. */
function inOrder(request: QueryRequest, grouped: ReadonlySet<string>, answer: QueryAnswer): QueryAnswer {
  const keys = request.dimensions ?? []
  if (request.order_by !== undefined || !keys.some((key) => grouped.has(key))) return answer
  const textOf = (row: Record<string, unknown>, key: string) => String(row[key] ?? '')
  const rows = answer.rows.toSorted((a, b) => {
    for (const key of ['time', ...keys]) {
      const [left, right] = [textOf(a, key), textOf(b, key)]
      if (left !== right) return left < right ? -1 : 1
    }
    return 0
  })
  return { ...answer, rows }
}
