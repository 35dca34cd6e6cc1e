import { breakdown } from '../../panels/kinds/breakdown.tsx'

export const severities = breakdown({
  id: 'adverse_events_by_severity',
  title: 'Adverse events by severity',
  metric: 'adverse_events',
  by: 'severity',
  form: 'stack',
  absent: 0,
})
