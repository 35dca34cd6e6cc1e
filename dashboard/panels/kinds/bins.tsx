import type { QueryAnswer } from '../../api/query.ts'
import { Columns } from '../../charts/columns.tsx'
import { asked } from '../../filters/asked.ts'
import { formatValue } from '../../numbers/value.ts'
import { definePanel, type Panel } from '../panel.ts'
import { binShares, binTitle, roughShare } from './bin-shares.ts'

interface Bins {
  readonly id: string
  readonly title: string
  readonly question?: string
  /** A measure whose unit is distribution. */
  readonly metric: string
  readonly width?: Panel['width']
}

/** How the values of events are spread over equal bins from 0 to 1. */
export const bins = ({ metric, ...declared }: Bins): Panel =>
  definePanel<QueryAnswer>({
    ...declared,
    metrics: [metric],
    ask: (view) => [
      {
        method: 'POST',
        path: '/analytics/query',
        body: { ...asked(view), metrics: [metric], granularity: 'total', limit: 1 },
      },
    ],
    show: ([answer]) => {
      const counts = answer.totals[metric]
      const shares = Array.isArray(counts) ? binShares(counts) : []
      if (shares.every(({ count }) => count === 0)) return { table: null }
      return {
        table: {
          columns: [
            { id: 'bin', title: declared.title, unit: 'text' },
            { id: metric, title: 'How many', unit: 'count' },
            { id: 'share', title: 'Share', unit: 'ratio' },
          ],
          rows: shares.map(({ bin, count, share }) => [binTitle(bin, shares.length), count, share]),
          currency: null,
        },
        chart: (
          <Columns
            title={declared.title}
            columns={shares.map(({ bin, count, share }) => ({
              title: binTitle(bin, shares.length),
              value: count,
              text: roughShare(share),
              full: `${formatValue(count, 'count', null)} (${formatValue(share, 'ratio', null)})`,
            }))}
          />
        ),
      }
    },
  })
