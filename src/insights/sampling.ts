import { Failure } from '../platform/errors.ts'
import type { QueryContext } from '../warehouse/ask.ts'
import type { Params } from '../warehouse/engine/engine.ts'
import { questionClause } from '../warehouse/engine/question-clause.ts'

/** Events that are put in order at once: half a second on two cores, some hundred megabytes. */
const mostEvents = 2_000_000
/** Below this share too few persons would stand for the others. */
const leastShare = 0.001

/** Which share of persons, sessions or devices is sampled. */
export interface Sample {
  /** 1: all of them. */
  readonly share: number
  /** SQL that is true for those in the sample: always the same ones, whatever the question. */
  readonly where: string
  readonly statement: string
}

/**
 * Counts the events that a question would sort, and decides for which share of their owners it can be answered.
 * @param source SQL after FROM, with its conditions
 * @param by the column that names the owner
 * Throws Failure('query_too_large') where not even a thousandth of them could be sampled.
 */
export async function sample(
  { engine }: QueryContext,
  source: string,
  by: string,
  params: Params,
  most = mostEvents,
): Promise<Sample> {
  const statement = `SELECT count() FROM ${source} ${questionClause}`
  const { data } = await engine.read(statement, params)
  const events = Number(data[0]?.[0] ?? 0)
  if (events <= most) return { share: 1, where: '1', statement }
  const share = Math.floor((most / events) * 1000) / 1000
  if (share < leastShare) throw new Failure('query_too_large', `${events} events: ask for a shorter range`)
  // Another salt than the one by which different things are counted, so that neither skews the other.
  return { share, where: `cityHash64('sample', ${by}) % 1000 < ${Math.round(share * 1000)}`, statement }
}
