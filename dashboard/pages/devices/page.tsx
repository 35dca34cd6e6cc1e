import { rate, total } from '../../figures/figure.ts'
import type { PageDeclaration } from '../../page-frame/page.ts'
import { PanelPage } from '../../page-frame/panel-page.tsx'
import { lotPage } from '../../panels/destination.ts'
import { breakdown } from '../../panels/kinds/breakdown.tsx'
import { matrix } from '../../panels/kinds/matrix.ts'
import { ranking } from '../../panels/kinds/ranking.tsx'
import { trend } from '../../panels/kinds/trend.tsx'
import { anomalies } from './anomalies.tsx'
import { strangeDevices } from './anomalous-devices.ts'
import { severities } from './severities.ts'

const activations = breakdown({
  id: 'activations_by_type',
  title: 'Activations by device type',
  metric: 'device_activations',
  by: 'wearable_type',
  form: 'stack',
  absent: 0,
})

const firmwareMix = breakdown({
  id: 'firmware_mix',
  title: 'Firmware mix',
  // A device that moved counts in both versions: stacked, they would be more than the devices there are.
  question:
    'How fast do devices move on? A device that moved counts in both versions, so the lines add up to more than all.',
  metric: 'active_devices',
  by: 'firmware',
  form: 'lines',
  absent: 0,
})

const adherence = trend({
  id: 'adherence_over_time',
  title: 'Adherence and doses',
  question: 'Share of prescribed wear and of due doses',
  metrics: ['device_adherence', 'dose_success_rate'],
  absent: null,
})

const adherenceByFirmware = ranking({
  id: 'adherence_by_firmware',
  title: 'Adherence by firmware',
  metric: 'device_adherence',
  by: 'firmware',
  weight: 'active_devices',
  better: 'more',
})

const readingsByFirmware = breakdown({
  id: 'readings_by_firmware',
  title: 'Readings by firmware',
  question: 'Readings sent by each firmware',
  metric: 'readings',
  by: 'firmware',
  form: 'lines',
  absent: 0,
})

const stability = breakdown({
  id: 'stability_by_firmware',
  title: 'Reading variability by firmware',
  question: 'Coefficient of variation within a day; lower is better',
  metric: 'sensor_stability',
  by: 'firmware',
  weight: 'readings',
  form: 'lines',
  absent: null,
})

const outOfRange = breakdown({
  id: 'out_of_range_by_metric',
  title: 'Readings out of range',
  metric: 'readings_out_of_range',
  by: 'metric',
  form: 'stack',
  absent: 0,
  width: 12,
})

const adverseEventsByLot = ranking({
  id: 'adverse_events_by_lot',
  title: 'Adverse events by lot',
  question: 'For rates per device see Lots.',
  metric: 'adverse_events',
  by: 'lot',
  better: 'less',
})

const harm = matrix({
  id: 'severity_by_lot',
  title: 'Severity by lot',
  metrics: ['adverse_events'],
  by: [
    { dimension: 'lot', title: 'Lot', page: lotPage },
    { dimension: 'severity', title: 'Severity' },
    { dimension: 'term', title: 'Term' },
  ],
})

export const devices: PageDeclaration = {
  title: 'Devices',
  figures: [
    {
      title: 'Use and readings',
      figures: [
        total('active_devices', 'more'),
        total('device_activations', 'more'),
        rate('device_adherence', 'more'),
        rate('dose_success_rate', 'more'),
        total('readings', 'neither'),
        total('readings_out_of_range', 'less'),
        rate('sensor_stability', 'less'),
        total('adverse_events', 'less'),
        rate('adverse_event_rate', 'less'),
      ],
    },
  ],
  panels: [
    { title: 'In use', panels: [activations, firmwareMix, adherence, adherenceByFirmware] },
    { title: 'Quality of readings', panels: [readingsByFirmware, stability, outOfRange] },
    { title: 'Anomalies', panels: [anomalies, strangeDevices] },
    { title: 'Safety', panels: [severities, adverseEventsByLot, harm] },
  ],
}

export const Page = () => <PanelPage page={devices} />
