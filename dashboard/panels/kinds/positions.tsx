import type { QueryAnswer } from '../../api/query.ts'
import { Columns } from '../../charts/columns.tsx'
import { asked } from '../../filters/asked.ts'
import { formatTick, formatValue } from '../../numbers/value.ts'
import { definePanel, type Panel } from '../panel.ts'
import { positionCounts } from './position-counts.ts'

interface Positions {
  readonly id: string
  readonly title: string
  readonly question?: string
  /** A count. */
  readonly metric: string
  /** A dimension whose values are whole numbers. */
  readonly by: string
  readonly byTitle: string
  /** How many positions are counted separately; all further ones are counted together. */
  readonly most: number
  readonly width?: Panel['width']
}

/** A count by places in a list, in their order. */
export const positions = ({ metric, by, byTitle, most, ...declared }: Positions): Panel =>
  definePanel<QueryAnswer>({
    ...declared,
    metrics: [metric],
    ask: (view) => {
      const body = { ...asked(view), metrics: [metric], dimensions: [by], granularity: 'total' as const, limit: 500 }
      return [{ method: 'POST', path: '/analytics/query', body: { ...body, order_by: `-${metric}` } }]
    },
    show: ([answer]) => {
      const counts = positionCounts(answer.rows, by, metric, most)
      if (counts.length === 0) return { table: null }
      return {
        table: {
          columns: [
            { id: by, title: byTitle, unit: 'text' },
            { id: metric, title: 'How many', unit: 'count' },
          ],
          rows: counts.map(({ title, count }) => [title, count]),
          currency: null,
        },
        chart: (
          <Columns
            title={declared.title}
            columns={counts.map(({ title, count }) => ({
              title,
              value: count,
              text: formatTick(count, 'count', null),
              full: formatValue(count, 'count', null),
            }))}
          />
        ),
      }
    },
  })
