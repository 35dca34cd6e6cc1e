import type { Catalogue } from '../events/catalogue.ts'
import type { Engine } from './engine/engine.ts'
import type { ReadRecord } from './record-question.ts'
import type { CoverageAndCurrencies } from './sql/coverage.ts'
import type { Money } from './sql/money.ts'
import type { TrustedDays } from './sql/trusted-days.ts'
import type { Model } from './tables/model.ts'

/** What a question of one tenant is answered with. */
export interface QueryContext {
  readonly engine: Engine
  readonly tenantId: string
  readonly catalogue: Catalogue
  /** Tables, rollups, measures and time zones. */
  readonly model: Model
  /** The tenant's reporting currency, exchange rates and time zone. */
  readonly money: Money
  /** Milliseconds since 1970: buckets that have not begun hold nothing. */
  readonly now: number
  /** Without it nothing was recorded: a warehouse by itself has no service around it. */
  readonly readRecord?: ReadRecord | undefined
  /** From when to when the tenant has events, and in which currencies; read once for a question. */
  readonly coverage: () => Promise<CoverageAndCurrencies>
  /** Which days may be read from tables of days; read once for a question. */
  readonly trustedDays: () => Promise<TrustedDays>
}

/** Answers one kind of question; @throws Failure as the kind says, and warehouse_unavailable. */
export type AnswerQuestion<Request, Answer> = (request: Request, context: QueryContext) => Promise<Answer>

/**
 * Answers a question of one tenant, in the tenant's place in the queue.
 * @param money the tenant's settings; without them amounts are answered per currency, and days are of UTC
 */
export type AskWarehouse = <Request, Answer>(
  tenantId: string,
  answer: AnswerQuestion<Request, Answer>,
  request: Request,
  money?: Money,
) => Promise<Answer>
