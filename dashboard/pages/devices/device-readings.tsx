import { lazy } from 'react'
import { addDays } from '../../../src/platform/calendar.ts'
import { askEvents, type FoundEvents } from '../../api/events.ts'
import { axisOf } from '../../figures/reading.ts'
import { resolveRange } from '../../filters/range.ts'
import { seriesOf } from '../../numbers/series.ts'
import { formatValue } from '../../numbers/value.ts'
import { definePanel } from '../../panels/panel.ts'
import { dateAt } from '../../time/zone.ts'
import { type Baseline, baselinesOf } from './baseline.ts'

const SeriesChart = lazy(() => import('../../figures/series-chart.tsx'))

const number = (value: number) => formatValue(value, 'count', null)

const bandOf = ({ metric, unit, median, low, high }: Baseline) =>
  `${metric}: usually ${number(median)} ${unit}, band ${number(low)} – ${number(high)} ${unit}`

/** What a device reads by day, beside what it usually reads. */
export const deviceReadings = (device_id: string) =>
  definePanel<FoundEvents>({
    id: 'device_readings',
    title: 'Readings by day',
    question: "The median of each day beside the device's own baseline",
    formula:
      "Baseline: the device's median ± 3.5 × MAD / 0.6745 over the readings shown, the band of a modified z-score of 3.5 " +
      '(Iglewicz and Hoaglin 1993).',
    width: 12,
    ask: () => [askEvents({ device_id, type: 'telemetry' })],
    show: ([{ events, next_cursor }], { view, nowMs }) => {
      const zone = view.timezone
      const baselines = baselinesOf(events, (moment) => dateAt(Date.parse(moment), zone))
      const [most] = baselines
      const [first, last] = [most?.days[0]?.day, most?.days.at(-1)?.day]
      if (most === undefined || first === undefined || last === undefined) {
        return { table: null, reason: 'No readings of this device.' }
      }
      const range = resolveRange({ from: first, to: addDays(last, 1) }, nowMs, zone)
      const daily = { ...view, range, granularity: 'day' as const, compared: null }
      const axis = axisOf(daily)
      const rows = most.days.map(({ day, median }) => ({
        ...{ time: axis.buckets.find(({ startMs }) => dateAt(startMs, zone) === day)?.time ?? day },
        ...{ median, low: most.low, high: most.high },
      }))
      const line = (id: 'median' | 'low' | 'high', title: string) => ({
        ...{ id, title, unit: 'count' as const, currency: null },
        series: seriesOf(rows, axis.buckets, id, null, nowMs),
      })
      const lines = [
        line('median', `${most.metric}, median of the day (${most.unit})`),
        line('low', 'Lower end of the usual'),
        line('high', 'Upper end of the usual'),
      ]
      return {
        table: {
          columns: [
            { id: 'day', title: 'Day', unit: 'text' },
            { id: 'metric', title: 'Metric', unit: 'text' },
            { id: 'unit', title: 'Unit', unit: 'text' },
            { id: 'readings', title: 'Readings', unit: 'count' },
            { id: 'median', title: 'Median', unit: 'count' },
            { id: 'low', title: 'Lowest', unit: 'count' },
            { id: 'high', title: 'Highest', unit: 'count' },
            { id: 'unusual', title: 'Beyond the band', unit: 'count' },
          ],
          rows: baselines.flatMap(({ metric, unit, days }) =>
            days.map((it) => [it.day, metric, unit, it.readings, it.median, it.low, it.high, it.unusual]),
          ),
          currency: null,
        },
        chart: <SeriesChart lines={lines} axis={axis} view={daily} form="lines" title="Readings by day" />,
        note: [
          `${baselines.map(bandOf).join('; ')}.`,
          next_cursor === null ? '' : ` From the newest ${number(events.length)} readings.`,
        ].join(''),
      }
    },
  })
