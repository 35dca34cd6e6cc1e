import type { QueryContext } from '../warehouse/ask.ts'
import type { Money } from '../warehouse/sql/money.ts'
import { readsOf } from './fetch.ts'
import { isMoney, type MoneyMode, planCurrencies } from './plan/plan.ts'
import type { Question } from './plan/question.ts'

/** How the money of an answer is told; `currency` is null where it is told per currency. */
export interface MoneyAnswer {
  readonly mode: MoneyMode
  readonly currency: string | null
}

/** Looks which currencies the amounts of the question are in, and decides by that. */
export async function decideMoney(question: Question, context: QueryContext): Promise<MoneyAnswer> {
  const { reportingCurrency } = context.money
  if (!question.metrics.some((metric) => isMoney(metric, context.model.measures))) {
    return { mode: question.dimensions.includes('currency') ? 'apart' : 'plain', currency: reportingCurrency }
  }
  const found = (await hasOthers(question, context)) ? await currenciesOf(question, context) : new Map<string, number>()
  return decide(found, question.dimensions.includes('currency'), context.money)
}

/**
 * One currency without a rate is answered as it is; several are converted if all can be, and else kept apart.
 * @param found currency → the first second (since 1970) with an amount in it
 * @param apart whether the request cuts by currency
 */
export function decide(found: ReadonlyMap<string, number>, apart: boolean, money: Money): MoneyAnswer {
  const { reportingCurrency, rates } = money
  const [only = reportingCurrency, ...more] = found.keys()
  if (apart) return { mode: 'apart', currency: more.length === 0 ? only : null }
  const convertible = [...found].every(
    ([currency, second]) =>
      currency === reportingCurrency ||
      rates.some((rate) => rate.currency === currency && Date.parse(rate.valid_from) <= second * 1000),
  )
  if (more.length === 0 && (only === reportingCurrency || !convertible)) return { mode: 'plain', currency: only }
  return convertible ? { mode: 'converted', currency: reportingCurrency } : { mode: 'apart', currency: null }
}

/** Whether amounts of the question may be in another currency than the reporting one; most tenants have no such amounts at all. */
async function hasOthers(question: Question, context: QueryContext): Promise<boolean> {
  const { reads, states } = planCurrencies(question, question.range, context.model)
  const [total] = context.model.rollups
  const areKept =
    states.size === 0 && reads.every(({ sums }) => [...sums.keys()].every((name) => total?.sums.has(name)))
  if (!areKept) return true
  const { currencies } = await context.coverage()
  return currencies.some((currency) => currency !== context.money.reportingCurrency)
}

async function currenciesOf(question: Question, context: QueryContext): Promise<Map<string, number>> {
  const found = new Map<string, number>()
  for (const range of [question.range, question.previous]) {
    if (range === null) continue
    const part = planCurrencies(question, range, context.model)
    for (const read of readsOf(part, context)) {
      const compiled = read.compileCurrencies?.()
      if (compiled === undefined) continue
      const { sql, params } = compiled
      const { data } = await context.engine.read(sql, params)
      for (const [currency, second] of data) {
        const before = found.get(String(currency)) ?? Number.POSITIVE_INFINITY
        found.set(String(currency), Math.min(before, Number(second)))
      }
    }
  }
  return found
}
