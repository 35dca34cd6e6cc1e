import { lazy } from 'react'
import { addDays } from '../../../src/platform/calendar.ts'
import { axisOf } from '../../figures/reading.ts'
import { spanTitle } from '../../filters/range-title.ts'
import { dataStart } from '../../numbers/coverage.ts'
import { seriesOf } from '../../numbers/series.ts'
import { seriesTable } from '../../panels/kinds/series-of.ts'
import { definePanel } from '../../panels/panel.ts'
import { askLot } from './asked.ts'
import type { OneLot } from './one-lot.ts'

const SeriesChart = lazy(() => import('../../figures/series-chart.tsx'))

const counts = {
  adverse_events: 'Adverse events',
  active_devices: 'Active devices',
  readings: 'Readings',
} as const

/** A count of the lot day by day, whatever the granularity of the page. */
export const lotByDay = (lot: string, count: keyof typeof counts) =>
  definePanel<OneLot>({
    id: `lot_${count}`,
    title: `${counts[count]} by day`,
    width: 4,
    cutBy: ['lot'],
    ask: (view) => [askLot(lot, view, 'life')],
    show: ([{ by_day, meta }], { view, nowMs }) => {
      const days = by_day.filter((it) => (it[count] ?? 0) > 0).map(({ day }) => day)
      const [first] = days
      const last = days.at(-1)
      if (first === undefined || last === undefined) return { table: null, reason: 'None in the life of the lot.' }
      const daily = { ...view, granularity: 'day' as const }
      const axis = axisOf(daily)
      const rows = by_day.map((it) => ({ time: it.day, [count]: it[count] }))
      const series = seriesOf(rows, axis.buckets, count, 0, nowMs, dataStart(meta.data_from, view.timezone))
      // A lot is in use for weeks: a line at zero would read as a lot without problems.
      if (series.values.every((value) => !value)) {
        const lived = spanTitle({ from: first, to: addDays(last, 1) })
        return {
          table: null,
          reason: `None in this range. The lot has some from ${lived}: choose a range that holds these days.`,
        }
      }
      const lines = [{ id: count, title: counts[count], unit: 'count' as const, currency: null, series }]
      return {
        table: seriesTable(lines, axis, daily),
        chart: <SeriesChart lines={lines} axis={axis} view={daily} form="lines" title={counts[count]} />,
      }
    },
  })
