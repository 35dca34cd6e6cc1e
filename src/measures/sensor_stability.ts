import { defineMeasure, divide, personContext, wearable } from './define.ts'
import { variation } from './state.ts'

/** A day on which the unit changes is two: readings in mg/dL and in mmol/L vary from each other, not by themselves. */
const { coefficients, groups } = variation('value', ['device_id', 'metric', 'unit'], {
  type: 'telemetry',
  action: 'read',
})

export default defineMeasure({
  id: 'sensor_stability',
  title: 'Reading variability (CV)',
  question: 'How much do the readings of a device vary within a day (lower is better)?',
  numerator: 'coefficients of variation (standard deviation / mean) of each device, metric and day, added up',
  denominator: 'such days with two readings or more, whose mean is not 0',
  states: { coefficients, groups },
  unit: 'ratio',
  dimensions: [...personContext, ...wearable, 'metric'],
  compute: ({ coefficients, groups }) => divide(coefficients, groups),
  observations: ({ groups }) => groups,
})
