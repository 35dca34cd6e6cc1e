import { lotPage } from '../destination.ts'
import { matrix } from '../kinds/matrix.ts'

export const harm = matrix({
  id: 'severity_by_lot',
  title: 'Severity by lot',
  metrics: ['adverse_events'],
  by: [
    { dimension: 'lot', title: 'Lot', page: lotPage },
    { dimension: 'severity', title: 'Severity' },
    { dimension: 'term', title: 'Term' },
  ],
})
