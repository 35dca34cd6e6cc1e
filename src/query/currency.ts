import type { QueryContext } from '../warehouse/ask.ts'
import { questionClause } from '../warehouse/engine/question-clause.ts'
import type { Money } from '../warehouse/sql/money.ts'
import { ofTenant } from '../warehouse/sql/relation.ts'
import { bound } from '../warehouse/time/clickhouse-time.ts'
import type { Range } from '../warehouse/time/range.ts'
import { readsOf } from './fetch.ts'
import { isMoney, type MoneyMode, planCurrencies } from './plan/plan.ts'
import type { Question } from './plan/question.ts'

/** How the money of an answer is given; `currency` is null where it is given per currency. */
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
  if (!reads.every(({ sums }) => [...sums.keys()].every((name) => total?.sums.has(name)))) return true
  const types: string[] = []
  for (const state of states.values()) {
    if (!('series' in state)) return true
    types.push(state.series.type)
  }
  const isOther = (currency: string) => currency !== context.money.reportingCurrency
  if (reads.length > 0 && (await context.coverage()).currencies.some(isOther)) return true
  return types.length > 0 && (await currenciesSaid([...new Set(types)], question.range, context)).some(isOther)
}

/** Every currency that an event of some types names before the range's end, '' where one names none: things have no other. */
async function currenciesSaid(types: readonly string[], { to }: Range, { engine, tenantId }: QueryContext) {
  const { data } = await engine.read(
    `SELECT DISTINCT toString(currency) FROM ${ofTenant('events', 'type, currency, occurred_at')}
    WHERE type IN (${types.map((type) => `'${type}'`).join(', ')}) AND occurred_at < {to:DateTime64(6, 'UTC')} ${questionClause}`,
    { tenant: tenantId, to: bound(to) },
  )
  return data.map(([currency]) => String(currency))
}

async function currenciesOf(question: Question, context: QueryContext): Promise<Map<string, number>> {
  const found = new Map<string, number>()
  for (const range of rangesOf(question)) {
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

/** What both periods are made of: one range where the period before ends as the other begins. */
function rangesOf({ range, previous }: Question): readonly Range[] {
  if (previous === null) return [range]
  return previous.to === range.from ? [{ from: previous.from, to: range.to }] : [range, previous]
}
