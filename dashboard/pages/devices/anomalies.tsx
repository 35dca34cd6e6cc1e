import { lazy } from 'react'
import { formatShort, formatValue } from '../../numbers/value.ts'
import { tracePage } from '../../panels/destination.ts'
import { definePanel } from '../../panels/panel.ts'
import { type AnomaliesAnswer, anomalyFormula, askAnomalies } from './anomalies-answer.ts'

const AnomaliesChart = lazy(() => import('./anomalies-chart.tsx'))

export const nothingStrange = ({ scored }: AnomaliesAnswer): string =>
  scored === 0
    ? 'No device has read often enough in this range to be compared with its own history.'
    : `All ${formatValue(scored, 'count', null)} readings fit with what their device read before.`

/** The most anomalous readings. */
export const anomalies = definePanel<AnomaliesAnswer>({
  id: 'anomalies',
  title: 'Anomalous readings',
  question: 'Readings far from what their device read before (modified z-score)',
  formula: anomalyFormula,
  width: 12,
  cutBy: { events: ['telemetry'] },
  ask: (view) => [askAnomalies(view)],
  show: ([answer], { view }) => {
    const { samples, anomalies: found, scored } = answer
    if (samples.length === 0) return { table: null, reason: nothingStrange(answer) }
    const share = formatShort(scored === 0 ? null : found / scored, 'ratio', null)
    const all = formatValue(found, 'count', null)
    return {
      table: {
        columns: [
          { id: 'event_id', title: 'Event', unit: 'text', page: tracePage },
          { id: 'device_id', title: 'Device', unit: 'text' },
          { id: 'occurred_at', title: 'When', unit: 'text' },
          { id: 'value', title: 'Value', unit: 'count' },
          { id: 'unit', title: 'Unit', unit: 'text' },
          { id: 'median', title: 'Median before', unit: 'count' },
          { id: 'mad', title: 'Baseline MAD', unit: 'count' },
          { id: 'score', title: 'Score', unit: 'count' },
        ],
        rows: samples.map((it) => [
          ...[it.event_id, it.device_id, it.occurred_at, it.value, it.unit],
          ...[it.median, it.mad, it.score],
        ]),
        currency: null,
      },
      note: `${all} anomalous readings, ${share} of those that can be judged${samples.length < found ? `; the ${samples.length} most anomalous are shown` : ''}.`,
      chart: <AnomaliesChart samples={samples} timezone={view.timezone} />,
    }
  },
})
