import { context, defineMeasure, divide } from './define.ts'

export default defineMeasure({
  id: 'adverse_event_rate',
  title: 'Adverse events per device',
  question: 'How much harm comes with each device in use?',
  numerator: 'adverse events reported',
  denominator: 'active devices',
  uses: ['adverse_events', 'active_devices'],
  unit: 'ratio',
  dimensions: [...context, 'lot'],
  compute: ({ adverse_events, active_devices }) => divide(adverse_events, active_devices),
})
