import type { Answer } from '../../api/ask.ts'
import type { Answered } from '../../api/generated/contract.ts'
import { definePanel } from '../../panels/panel.ts'

type Lag = Answered<'GET /analytics/operations/lag'> & Answer

export const lag = definePanel<Lag>({
  id: 'lag',
  title: 'Consumer lag',
  question: 'Events that each consumer has not processed by now',
  formula:
    'events of the tenant in the log that a consumer has not finished; seconds since the first was received. For operators: of all tenants, and since all were finished',
  ask: () => [{ method: 'GET', path: '/analytics/operations/lag' }],
  show: ([{ consumers }]) => {
    if (consumers.length === 0) return { table: null, reason: 'No consumers in this process.' }
    return {
      table: {
        columns: [
          { id: 'name', title: 'Consumer', unit: 'text' },
          { id: 'lag', title: 'Events behind', unit: 'count' },
          { id: 'seconds_behind', title: 'Seconds behind', unit: 'count' },
        ],
        rows: consumers.map((it) => [it.name, it.lag, it.seconds_behind]),
        currency: null,
      },
    }
  },
})
