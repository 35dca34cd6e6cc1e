import { lazy } from 'react'
import { maxRows, type QueryAnswer } from '../../api/query.ts'
import { colouredBy } from '../../charts/entity-colours.ts'
import { axisOf } from '../../figures/reading.ts'
import { asked } from '../../filters/asked.ts'
import { dataStart } from '../../numbers/coverage.ts'
import type { Absent } from '../../numbers/series.ts'
import { definePanel, type Panel } from '../panel.ts'
import { seriesByValue, seriesTable } from './series-of.ts'
import { askingEnough, observedNote, viewAnswered } from './widened.ts'

const SeriesChart = lazy(() => import('../../figures/series-chart.tsx'))

interface Breakdown {
  readonly id: string
  readonly title: string
  readonly question?: string
  readonly metric: string
  readonly by: string
  /** For a ratio: the measure by whose size the values are chosen. */
  readonly weight?: string
  /** `stack` for what adds up, `lines` for what does not. */
  readonly form: 'lines' | 'stack'
  readonly absent: Absent
  readonly width?: Panel['width']
}

/** As many lines as there are distinguishable colours. */
const mostLines = 6

/** A measure over time, one line or layer for each value of a dimension. */
export const breakdown = ({ metric, by, form, absent, weight = metric, ...declared }: Breakdown): Panel => {
  const metrics = [...new Set([metric, weight])]
  return definePanel<QueryAnswer>({
    ...declared,
    metrics,
    ask: (view) => {
      const body = { ...asked(view), metrics, dimensions: [by], granularity: view.granularity, limit: maxRows }
      return [{ method: 'POST', path: '/analytics/query', body: { ...body, ...askingEnough } }]
    },
    show: ([answer], { view: page, measures, nowMs, pick }) => {
      const view = viewAnswered(page, answer.meta)
      const unit = measures.get(metric)?.unit ?? 'count'
      const axis = axisOf(view)
      const start = dataStart(answer.meta.data_from, view.timezone)
      const cut = {
        metric,
        weight,
        dimension: by,
        unit,
        currency: answer.meta.currency,
        absent,
        most: mostLines,
        adds: form === 'stack',
      }
      const { lines: found, all } = seriesByValue(answer.rows, axis.buckets, cut, nowMs, start)
      if (found.length === 0) return { table: null }
      const lines = colouredBy(by, found)
      const own = lines.filter(({ isRest }) => !isRest)
      const others = own.length < lines.length ? ', the others together' : ''
      const largest =
        all.length > own.length
          ? `The ${own.length} largest of ${all.length}${others}; the CSV has all of them.`
          : undefined
      const observed = observedNote(
        page,
        answer.meta,
        lines.map(({ series }) => series),
      )
      const notes = [largest, observed].filter((it) => it !== undefined)
      const onPick = pick(by)
      return {
        table: seriesTable(lines, axis, view, all),
        ...(notes.length === 0 ? {} : { note: notes.join(' ') }),
        chart: (
          <SeriesChart
            lines={lines}
            axis={axis}
            view={view}
            form={form}
            title={declared.title}
            {...(onPick ? { onPick } : {})}
          />
        ),
      }
    },
  })
}
