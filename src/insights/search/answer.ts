import type { QueryContext } from '../../warehouse/ask.ts'
import { settingsClause } from '../../warehouse/engine/engine.ts'
import { questionLimits } from '../../warehouse/engine/limits.ts'
import { composed } from '../../warehouse/tables/text.ts'
import { bound } from '../../warehouse/time/clickhouse-time.ts'
import { textOf, timeOf } from '../run-statements.ts'
import type { FoundRecord, RecordKind, SearchAnswer } from './request.ts'
import { idsSql, lookBackDays, valuesSql } from './sql.ts'

/** What is looked for, and where: readers without personal:read find no users. */
export interface SearchRequest {
  readonly q: string
  readonly limit: number
  readonly kinds: readonly RecordKind[]
}

/** A reader who types waits no longer. */
const limits = settingsClause({ ...questionLimits, max_execution_time: 3 })

const dayMs = 86_400_000

/**
 * Ids and values that hold the words, in any case.
 * Throws Failure: query_too_large, warehouse_unavailable.
 */
export async function answerSearch(
  { q, limit, kinds }: SearchRequest,
  { engine, tenantId, catalogue, model, now }: QueryContext,
): Promise<Pick<SearchAnswer, 'records' | 'values'>> {
  const since = (days: number) => bound(new Date(now - days * dayMs).toISOString())
  const params = { tenant: tenantId, q: composed(q), limit }
  const ids = await engine.read(`SELECT * FROM (${idsSql(kinds)}) ORDER BY fit, last_at DESC, found ${limits}`, {
    ...params,
    since: since(lookBackDays.ids),
  })
  const values = await engine.read(
    `SELECT * FROM (${valuesSql(catalogue, model.columns)}) ORDER BY events DESC, dimension, value ${limits}`,
    { ...params, since: since(lookBackDays.values) },
  )
  return {
    records: ids.data.map(
      ([kind, id, order_id, last_at]): FoundRecord => ({
        ...{ kind: kind as RecordKind, id: String(id), label: null },
        ...{ order_id: textOf(order_id), last_at: timeOf(last_at) },
      }),
    ),
    values: values.data.map(([dimension, value, events]) => ({
      ...{ dimension: String(dimension), value: String(value), events: Number(events) },
    })),
  }
}
