import { lazy } from 'react'
import { maxRows, type QueryAnswer } from '../../api/query.ts'
import { FigureLine } from '../../figures/figure-line.tsx'
import { axisOf, type Reading, readFigure } from '../../figures/reading.ts'
import { asked, comparing } from '../../filters/asked.ts'
import type { Better } from '../../numbers/change.ts'
import type { Absent } from '../../numbers/series.ts'
import { definePanel, type Panel } from '../panel.ts'
import { seriesTable } from './series-of.ts'
import { askingEnough, observedNote, viewAnswered } from './widened.ts'

const SeriesChart = lazy(() => import('../../figures/series-chart.tsx'))

interface Trend {
  readonly id: string
  readonly title: string
  readonly question?: string
  /** Up to six, of one unit; a single one is drawn with the period before. */
  readonly metrics: readonly [string, ...string[]]
  readonly better?: Better
  /** The value of a bucket without events: nothing happened (0), or unknown (null). */
  readonly absent: Absent
  readonly width?: Panel['width']
}

/** Measures over time. */
export const trend = ({ absent, better = 'neither', ...declared }: Trend): Panel =>
  definePanel<QueryAnswer>({
    ...declared,
    ask: (view) => [
      {
        method: 'POST',
        path: '/analytics/query',
        body: {
          ...asked(view),
          metrics: declared.metrics,
          granularity: view.granularity,
          ...comparing(view),
          ...askingEnough,
          limit: maxRows,
        },
      },
    ],
    show: ([answer], { view: page, measures, nowMs }) => {
      const view = viewAnswered(page, answer.meta)
      const axis = axisOf(view)
      const lines = declared.metrics.flatMap((metric) => {
        const measure = measures.get(metric)
        if (measure === undefined) return []
        const figure = { metric, better, absent, wide: false }
        return readFigure(figure, measure, answer, answer.previous, axis, nowMs).map((reading) => ({
          measure,
          reading,
        }))
      })
      const [first, ...others] = lines
      if (first === undefined || lines.every(({ reading }) => isEmpty(reading))) return { table: null }
      const named = lines.map(({ measure: { id, title, unit }, reading }) => ({
        ...{ id, unit, currency: reading.currency, series: reading.series },
        title: reading.currency !== null && declared.metrics.length < lines.length ? reading.currency : title,
      }))
      const table = seriesTable(named, axis, view)
      const observed = observedNote(
        page,
        answer.meta,
        lines.map(({ reading }) => reading.series),
      )
      if (others.length === 0) {
        const line = { axis, view, grounded: absent === 0 }
        const { reason } = first.reading.change
        const notes = [observed, reason === undefined ? undefined : `No comparison: ${reason}.`]
        return {
          table,
          ...noteOf(notes),
          chart: <FigureLine measure={first.measure} reading={first.reading} {...line} />,
        }
      }
      return {
        table,
        ...noteOf([observed]),
        chart: <SeriesChart lines={named} axis={axis} view={view} form="lines" title={declared.title} />,
      }
    },
  })

const noteOf = (notes: readonly (string | undefined)[]) => {
  const said = notes.filter((it) => it !== undefined)
  return said.length === 0 ? {} : { note: said.join(' ') }
}

const isEmpty = ({ series, value }: Reading) => !value && series.values.every((it) => !it)
