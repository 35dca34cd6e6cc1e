import { lazy } from 'react'
import { addDays } from '../../../src/platform/calendar.ts'
import { axisOf } from '../../figures/reading.ts'
import { resolveRange } from '../../filters/range.ts'
import { spanTitle } from '../../filters/range-title.ts'
import type { NamedSeries } from '../../numbers/named-series.ts'
import { seriesOf } from '../../numbers/series.ts'
import { seriesTable } from '../../panels/kinds/series-of.ts'
import { definePanel } from '../../panels/panel.ts'
import { askLot } from './asked.ts'
import type { OneLot } from './one-lot.ts'

const SeriesChart = lazy(() => import('../../figures/series-chart.tsx'))

const dayTitle = (day: string) => spanTitle({ from: day, to: addDays(day, 1) })

/** What a page says of the signal, with or without figures. */
export const signalOf = ({ signal_on }: Pick<OneLot['cusum'], 'signal_on'>): string =>
  signal_on === null ? 'No signal.' : `Signal on ${dayTitle(signal_on)}.`

/** Whether the lot does harm at a higher rate than its siblings did, day by day over its whole life. */
export const lotCusum = (lot: string) =>
  definePanel<OneLot>({
    id: 'lot_cusum',
    title: 'Safety signal over time (CUSUM)',
    question: 'Since when are adverse events more frequent than with other lots of the product?',
    formula:
      'Poisson CUSUM: each adverse event adds ln 2, each event to expect takes 1 away, never below 0. To expect: active devices of ' +
      'the day × adverse events per device-day of the other lots up to the day before, one standard error higher (exact Poisson). The decision ' +
      'limit is set for a doubled rate, and for one false signal in 500 adverse events (Lucas 1985; Brook and Evans 1972).',
    width: 12,
    cutBy: ['lot'],
    ask: (view) => [askLot(lot, view, 'life')],
    show: ([{ cusum }], { view, nowMs }) => {
      const { by_day, limit, reason, signal_on } = cusum
      const [first] = by_day
      const last = by_day.at(-1)
      if (first === undefined || last === undefined) {
        return { table: null, reason: [reason, ...(signal_on === null ? [] : [signalOf(cusum)])].join(' ') }
      }
      const range = resolveRange({ from: first.day, to: addDays(last.day, 1) }, nowMs, view.timezone)
      const life = { ...view, range, granularity: 'day' as const, compared: null, passed: null }
      const axis = axisOf(life)
      const rows = by_day.map(({ day, ...figures }) => ({ time: day, limit, ...figures }))
      const line = (id: string, title: string): NamedSeries => ({
        ...{ id, title, unit: 'count' as const, currency: null },
        series: seriesOf(rows, axis.buckets, id, 0, nowMs),
      })
      const drawn = [line('value', 'CUSUM'), line('limit', 'Decision limit')]
      return {
        table: seriesTable(
          [...drawn, line('adverse_events', 'Adverse events'), line('expected', 'To expect')],
          axis,
          life,
        ),
        chart: <SeriesChart lines={drawn} axis={axis} view={life} form="lines" title="CUSUM" />,
        note: signalOf(cusum),
      }
    },
  })
