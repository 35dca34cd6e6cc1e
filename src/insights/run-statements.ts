import { Failure } from '../platform/errors.ts'
import type { QueryContext } from '../warehouse/ask.ts'
import type { Params } from '../warehouse/engine/engine.ts'
import { questionClause } from '../warehouse/engine/question-clause.ts'
import { bound, momentFrom } from '../warehouse/time/clickhouse-time.ts'
import type { Range } from '../warehouse/time/range.ts'
import { type Meta, metaOf } from './question.ts'

/**
 * Runs one statement of an answer for the tenant, within the limits of all. `most` rows may come back.
 * Throws Failure('query_too_large') where there are more, or where it takes too long.
 */
export type Read = (sql: string, params: Params, most?: number) => Promise<readonly (readonly unknown[])[]>

const mostRows = 100_000

/** Works an answer out by several statements; says how fresh it is, what it took, how many figures are suppressed, and the statements if they are asked for. */
export async function withMeta<Answer extends object>(
  context: QueryContext,
  explain: boolean | undefined,
  work: (read: Read) => Promise<Answer & { readonly suppressed?: number }>,
): Promise<Answer & { meta: Meta }> {
  const started = performance.now()
  const statements: string[] = []
  const answer = await work(async (sql, params, most = mostRows) => {
    const limited = `${sql} LIMIT ${most + 1} ${questionClause}`
    statements.push(limited)
    const { data } = await context.engine.read(limited, { tenant: context.tenantId, ...params })
    if (data.length > most) throw new Failure('query_too_large', `more than ${most} rows: ask for a shorter range`)
    return data
  })
  const { suppressed, ...rest } = answer
  const meta = await metaOf(context, { started, explain, statements })
  return { ...(rest as Answer), meta: { ...meta, ...(suppressed !== undefined && { suppressed }) } }
}

/** The ends of a range, for `inRange` and `untilEnd`. */
export const boundsOf = ({ from, to }: Range): Params => ({ from: bound(from), to: bound(to) })

/** SQL: the event lies in the range or before it. */
export const untilEnd = "occurred_at < {to:DateTime64(6, 'UTC')}"

/** A time of the engine (UTC) in RFC 3339; null for none. */
export const timeOf = (time: unknown): string | null => (time === null || time === undefined ? null : momentFrom(time))
export const textOf = (text: unknown): string | null => (text === '' || text === null ? null : String(text))
/** Decimals and 64-bit numbers come as text. */
export const numberOf = (number: unknown): number | null => (number === null ? null : Number(number))
