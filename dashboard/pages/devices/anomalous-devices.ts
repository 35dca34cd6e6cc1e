import { definePanel } from '../../panels/panel.ts'
import { formatMoment } from '../../time/moment.ts'
import { nothingStrange } from './anomalies.tsx'
import { type AnomaliesAnswer, anomalyFormula, askAnomalies } from './anomalies-answer.ts'

/** Devices by how many of their readings are strange. */
export const strangeDevices = definePanel<AnomaliesAnswer>({
  id: 'strange_devices',
  title: 'Devices with most anomalies',
  formula: anomalyFormula,
  width: 12,
  cutBy: { events: ['telemetry'] },
  ask: (view) => [askAnomalies(view)],
  show: ([answer], { view }) => {
    if (answer.anomalies === 0) return { table: null, reason: nothingStrange(answer) }
    return {
      table: {
        columns: [
          { id: 'device_id', title: 'Device', unit: 'text' },
          { id: 'anomalies', title: 'Anomalies', unit: 'count' },
          { id: 'readings', title: 'Readings', unit: 'count' },
          { id: 'share', title: 'Share', unit: 'ratio' },
          { id: 'median', title: 'Median', unit: 'count' },
          { id: 'mad', title: 'MAD', unit: 'count' },
          { id: 'unit', title: 'Unit', unit: 'text' },
          { id: 'last_at', title: 'Last seen', unit: 'text' },
        ],
        rows: answer.devices.map((it) => [
          ...[it.device_id, it.anomalies, it.readings, it.share, it.median, it.mad, it.unit],
          formatMoment(it.last_at, view.timezone),
        ]),
        currency: null,
      },
    }
  },
})
