import { isRecorded } from '../measures/catalogue.ts'
import type { QueryContext } from '../warehouse/ask.ts'
import type { RemovedMonth } from '../warehouse/sql/money.ts'
import { noTrustedDays } from '../warehouse/sql/trusted-days.ts'
import type { Model } from '../warehouse/tables/model.ts'
import type { Range } from '../warehouse/time/range.ts'
import { compute, type NullReason, type Observations, observationsOf, whyNull } from './compute.ts'
import type { MoneyAnswer } from './currency.ts'
import { type Fetched, fetch } from './fetch.ts'
import { formatRows, isByKeys, type ValueRow } from './format.ts'
import { isMoney, mayReadDays, type Part, plan, planTotalsByCurrency } from './plan/plan.ts'
import type { Question } from './plan/question.ts'
import { leaveGaps } from './removed-months.ts'
import type { QueryAnswer, Totals } from './request.ts'
import { findSmallCells, type SmallCells } from './small-cells.ts'

/** One period's half of an answer. */
export interface Period {
  readonly rows: QueryAnswer['rows']
  /** The same before they are formatted: those of each part, with what their rates rest on. */
  readonly parts: readonly (readonly ValueRow[])[]
  readonly totals: Totals
  readonly totals_by_currency?: Record<string, Totals>
  readonly observations: Observations
  /** Why totals are null. */
  readonly reasons: Readonly<Record<string, NullReason>>
  readonly truncated: boolean
  /** How many figures are suppressed, because they rest on few devices. */
  readonly suppressed: number
  /** Months of which events were removed that figures rest on. */
  readonly removed: readonly RemovedMonth[]
  readonly fromEvents: boolean
  readonly statements: readonly string[]
}

/** Answers a question for one range of time: plan, compile, fetch, compute, and suppresses small cells. */
export async function answerPeriod(
  question: Question,
  range: Range,
  money: MoneyAnswer,
  context: QueryContext,
): Promise<Period> {
  const counted = { ...question, metrics: question.metrics.filter((metric) => !isRecorded(metric)) }
  const trusted = mayReadDays(question, range, context.model) ? await context.trustedDays() : noTrustedDays
  const parts = plan(question, range, money.mode, context.model, trusted)
  const limit = isByKeys(question.order) ? question.limit : undefined
  const rows: ValueRow[][] = []
  const totals: Totals = {}
  const reasons: Record<string, NullReason> = {}
  const observations: Record<string, number | null> = {}
  const statements: string[] = []
  let fromEvents = false
  for (const part of parts) {
    const fetched = await fetch(part, context, limit)
    fromEvents ||= fetched.fromEvents
    rows.push(valueRows(part, fetched, context.model))
    Object.assign(totals, compute(part.metrics, fetched.totals, context.model.measures))
    Object.assign(observations, observationsOf(part.metrics, fetched.totals, context.model.measures))
    for (const metric of part.metrics) {
      const reason = whyNull(metric, fetched.totals, context.model.measures)
      if (reason !== null) reasons[metric.id] = reason
    }
    statements.push(...fetched.statements)
  }
  const suppressed = suppress(await findSmallCells(counted, range, context), { rows, totals, observations, reasons })
  const told = { rows, totals, observations, reasons }
  const removed = leaveGaps(counted, range, context.model.measures, context.money.removed ?? [], told)
  const keys = [...new Set(parts.flatMap((part) => part.keys))]
  const byCurrency = money.currency === null ? await totalsByCurrency(question, range, context) : undefined
  if (byCurrency !== undefined) {
    for (const metric of question.metrics) {
      if (isMoney(metric, context.model.measures)) reasons[metric.id] = 'several_currencies'
    }
  }
  return {
    ...formatRows(rows, keys, question),
    parts: rows,
    observations,
    reasons,
    suppressed,
    removed,
    totals: byCurrency === undefined ? inOrder(totals, question) : withoutMoney(totals, question, context.model),
    ...(byCurrency === undefined ? {} : { totals_by_currency: byCurrency }),
    fromEvents,
    statements,
  }
}

/** Leaves out what rests on few devices, from rows and totals. @returns how many figures that were */
function suppress(
  cells: SmallCells | undefined,
  told: {
    rows: ValueRow[][]
    totals: Totals
    observations: Record<string, number | null>
    reasons: Record<string, NullReason>
  },
): number {
  if (cells === undefined) return 0
  let suppressed = 0
  told.rows.forEach((rows, part) => {
    told.rows[part] = rows.map((row) => {
      const hidden = Object.keys(row.values).filter((id) => row.values[id] !== null && cells.isHidden(row, id))
      suppressed += hidden.length
      const none = Object.fromEntries(hidden.map((id) => [id, null]))
      return { ...row, values: { ...row.values, ...none }, observations: { ...row.observations, ...none } }
    })
  })
  for (const id of Object.keys(told.totals)) {
    if (told.totals[id] === null || !cells.isTotalHidden(id)) continue
    suppressed += 1
    told.totals[id] = null
    told.reasons[id] = 'small_cell'
    if (id in told.observations) told.observations[id] = null
  }
  return suppressed
}

const valueRows = (part: Part, { cells }: Fetched, { measures }: Model): ValueRow[] =>
  cells.map(({ time, keys, sums }) => ({
    time,
    keys: new Map(part.keys.map((key, index) => [key, keys[index] ?? ''])),
    values: compute(part.metrics, sums, measures),
    observations: observationsOf(part.metrics, sums, measures),
  }))

async function totalsByCurrency(question: Question, range: Range, context: QueryContext) {
  const part = planTotalsByCurrency(question, range, context.model)
  const { cells } = await fetch(part, context)
  const entries = cells.map(
    ({ keys, sums }) => [keys[0] ?? '', compute(part.metrics, sums, context.model.measures)] as const,
  )
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)))
}

const inOrder = (totals: Totals, { metrics }: Question): Totals =>
  Object.fromEntries(metrics.map(({ id }) => [id, totals[id] ?? null]))

/** Amounts in different currencies have no total. */
const withoutMoney = (totals: Totals, { metrics }: Question, { measures }: Model): Totals =>
  Object.fromEntries(
    metrics.map((metric) => [metric.id, isMoney(metric, measures) ? null : (totals[metric.id] ?? null)]),
  )
