import { definePanel } from '../../panels/panel.ts'
import type { ServiceState } from './service-health.tsx'

/** The settings of the process, those that were set first. */
export const configuration = definePanel<ServiceState>({
  id: 'configuration',
  title: 'Configuration',
  question: 'Settings of the process that answered',
  formula: 'environment variables and defaults; secrets, and passwords in URLs, are masked',
  scope: 'admin',
  width: 12,
  ask: () => [{ method: 'GET', path: '/analytics/operations/service' }],
  show: ([{ settings }]) => {
    if (settings === undefined) return { table: null, reason: 'Shown to operators of the service.' }
    const isSet = ({ source }: (typeof settings)[number]) => source === 'environment'
    const ordered = settings.toSorted((a, b) => Number(isSet(b)) - Number(isSet(a)))
    return {
      table: {
        columns: [
          { id: 'name', title: 'Setting', unit: 'text' },
          { id: 'value', title: 'Value', unit: 'text' },
          { id: 'source', title: 'Source', unit: 'text' },
        ],
        rows: ordered.map(({ name, value, source }) => [name, value, source]),
        currency: null,
      },
    }
  },
})
