import { noneTitle, valueTitle } from '../../api/dimension-names.ts'
import type { QueryAnswer } from '../../api/query.ts'
import { SpreadList } from '../../charts/spread-list.tsx'
import { asked } from '../../filters/asked.ts'
import { formatShort } from '../../numbers/value.ts'
import { definePanel, type Panel } from '../panel.ts'
import { numberIn, textIn } from './row-values.ts'

interface Spread {
  readonly id: string
  readonly title: string
  readonly question?: string
  /** Quantiles of one thing, in rising order, with the short name of each. */
  readonly marks: readonly { readonly metric: string; readonly title: string }[]
  readonly by: string
  /** The heading of the values in the table. */
  readonly byTitle: string
  readonly width?: Panel['width']
}

const mostRows = 50

/** Quantiles by the values of a dimension; the value with the highest last one comes first. */
export const spread = ({ marks, by, byTitle, ...declared }: Spread): Panel => {
  const metrics = marks.map(({ metric }) => metric)
  return definePanel<QueryAnswer>({
    ...declared,
    metrics,
    ask: (view) => {
      const body = { ...asked(view), metrics, dimensions: [by], granularity: 'total' as const, limit: mostRows }
      return [{ method: 'POST', path: '/analytics/query', body: { ...body, order_by: `-${metrics.at(-1)}` } }]
    },
    show: ([answer], { measures, pick }) => {
      const rows = answer.rows.filter((row) => metrics.some((metric) => numberIn(row, metric) !== null))
      if (rows.length === 0) return { table: null }
      const onPick = pick(by)
      const unitOf = (metric: string) => measures.get(metric)?.unit ?? 'count'
      return {
        table: {
          columns: [
            { id: by, title: byTitle, unit: 'text' },
            ...marks.map(({ metric, title }) => ({ id: metric, title, unit: unitOf(metric) })),
          ],
          rows: rows.map((row) => [textIn(row, by) || noneTitle, ...metrics.map((metric) => numberIn(row, metric))]),
          currency: answer.meta.currency,
        },
        chart: (
          <SpreadList
            title={declared.title}
            spreads={rows.map((row) => ({
              key: textIn(row, by),
              title: valueTitle(textIn(row, by), by),
              marks: marks.map(({ metric, title }) => ({
                title,
                value: numberIn(row, metric),
                text: formatShort(numberIn(row, metric), unitOf(metric), answer.meta.currency),
              })),
              ...(onPick ? { onPick: () => onPick(textIn(row, by)) } : {}),
            }))}
          />
        ),
      }
    },
  })
}
