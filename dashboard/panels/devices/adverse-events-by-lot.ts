import { ranking } from '../kinds/ranking.tsx'

export const adverseEventsByLot = ranking({
  id: 'adverse_events_by_lot',
  title: 'Adverse events by lot',
  question: 'The page Lots holds them against the devices of each.',
  metric: 'adverse_events',
  by: 'lot',
  better: 'less',
})
