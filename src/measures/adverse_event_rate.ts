import { defineMeasure, divide, ofSeveralSenders, personContext, wearable } from './define.ts'

export default defineMeasure({
  id: 'adverse_event_rate',
  title: 'Adverse events per 100 active devices',
  question: 'How many adverse events are reported per 100 active devices?',
  numerator: 'adverse events reported; the ratio in percent is the number per 100 devices',
  denominator: 'active devices',
  uses: ['adverse_events', 'active_devices'],
  unit: 'ratio',
  dimensions: ofSeveralSenders([...personContext, ...wearable]),
  compute: ({ adverse_events, active_devices }) => divide(adverse_events, active_devices),
  observations: ({ active_devices }) => active_devices,
})
