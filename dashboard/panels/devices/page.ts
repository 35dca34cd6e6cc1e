import { rate, total } from '../figure.ts'
import type { PageDeclaration } from '../page.ts'
import { activations } from './activations.ts'
import { adherence } from './adherence.ts'
import { adherenceByFirmware } from './adherence-by-firmware.ts'
import { adverseEventsByLot } from './adverse-events-by-lot.ts'
import { anomalies } from './anomalies.tsx'
import { firmwareMix } from './firmware-mix.ts'
import { harm } from './harm.ts'
import { outOfRange } from './out-of-range.ts'
import { readingsByFirmware } from './readings-by-firmware.ts'
import { severities } from './severities.ts'
import { stability } from './stability.ts'
import { strangeDevices } from './strange-devices.ts'

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
    { title: 'Harm', panels: [severities, adverseEventsByLot, harm] },
  ],
}
