import { noneTitle } from '../../api/dimension-names.ts'
import type { QueryAnswer } from '../../api/query.ts'
import { asked } from '../../filters/asked.ts'
import { definePanel, type Panel } from '../panel.ts'
import type { Column } from '../table.ts'

interface Matrix {
  readonly id: string
  readonly title: string
  readonly question?: string
  readonly metrics: readonly [string, ...string[]]
  readonly by: readonly {
    readonly dimension: string
    readonly title: string
    readonly page?: NonNullable<Column['page']>
  }[]
  readonly width?: Panel['width']
}

/** Several measures by the values of some dimensions, as a table. The first measure orders the rows. */
export const matrix = ({ by, ...declared }: Matrix): Panel =>
  definePanel<QueryAnswer>({
    width: 12,
    ...declared,
    ask: (view) => {
      const [first] = declared.metrics
      const dimensions = by.map(({ dimension }) => dimension)
      const body = { ...asked(view), metrics: declared.metrics, dimensions, order_by: `-${first}`, limit: 500 }
      return [{ method: 'POST', path: '/analytics/query', body: { ...body, granularity: 'total' } }]
    },
    show: ([answer], { measures }) => {
      if (answer.rows.length === 0) return { table: null }
      const apart = answer.meta.currency === null
      return {
        table: {
          columns: [
            ...by.map(({ dimension, ...column }) => ({ id: dimension, unit: 'text' as const, ...column })),
            ...(apart ? [{ id: 'currency', title: 'Currency', unit: 'text' as const }] : []),
            ...declared.metrics.flatMap((id) => {
              const measure = measures.get(id)
              return measure ? [{ id, title: measure.title, unit: measure.unit }] : []
            }),
          ],
          rows: answer.rows.map((row) => [
            ...by.map(({ dimension }) => String(row[dimension] ?? '') || noneTitle),
            ...(apart ? [row.currency ?? null] : []),
            ...declared.metrics.map((id) => (row[id] as number | null | undefined) ?? null),
          ]),
          currency: answer.meta.currency,
        },
        ...(answer.meta.truncated ? { note: 'The largest 500.' } : {}),
      }
    },
  })
