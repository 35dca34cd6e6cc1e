import { lazy } from 'react'
import type { Answer } from '../../api/ask.ts'
import type { DeadLetters } from '../../api/dead-letters.ts'
import { definePanel } from '../../panels/panel.ts'

const LetterGroups = lazy(() => import('./letter-groups.tsx'))

type Letters = DeadLetters & Answer

export const deadLetters = definePanel<Letters>({
  id: 'dead_letters',
  title: 'Dead letters',
  question: 'Messages that could not be processed, by cause, and what to do',
  formula: 'letters that are not replayed with success by now, whatever the range, by cause, type and producer',
  scope: 'admin',
  width: 12,
  ask: () => [{ method: 'GET', path: '/analytics/dlq?limit=0' }],
  show: ([{ groups, total }], { view }) => {
    if (total === 0) return { table: null, reason: 'No dead letters.' }
    return {
      table: {
        columns: [
          { id: 'cause', title: 'Cause', unit: 'text' },
          { id: 'type', title: 'Type', unit: 'text' },
          { id: 'producer', title: 'Producer', unit: 'text' },
          { id: 'letters', title: 'Messages', unit: 'count' },
          { id: 'first_at', title: 'First', unit: 'text' },
          { id: 'last_at', title: 'Last', unit: 'text' },
        ],
        rows: groups.map((it) => [it.cause, it.type, it.producer, it.letters, it.first_at, it.last_at]),
        currency: null,
      },
      chart: <LetterGroups groups={groups} timezone={view.timezone} />,
    }
  },
})
