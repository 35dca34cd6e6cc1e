import { severities } from '../devices/severities.ts'
import type { PanelGroup } from '../panel.ts'
import { successByGateway } from '../payments/success-by-gateway.ts'
import { successByMethod } from '../payments/success-by-method.ts'
import { activeDevices } from './active-devices.ts'
import { adherence } from './adherence.ts'
import { conversion } from './conversion.ts'
import { gmvByCategory } from './gmv-by-category.ts'
import { gmvByChannel } from './gmv-by-channel.ts'
import { gmvByCountry } from './gmv-by-country.ts'
import { ratesOverTime } from './rates-over-time.ts'

/** What stands below the figures of the overview. */
export const overviewPanels: readonly PanelGroup[] = [
  { title: 'From visit to payment', panels: [conversion, gmvByCategory, gmvByCountry, gmvByChannel] },
  { title: 'What goes through and what comes back', panels: [successByGateway, successByMethod, ratesOverTime] },
  { title: 'In use', panels: [activeDevices, adherence, { ...severities, width: 12 }] },
]
