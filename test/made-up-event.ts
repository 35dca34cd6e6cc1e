import { defineEvent, identifier, integer, oneOf, required, text } from '../src/events/define.ts'

const earlier = {
  actions: ['started', 'passed'],
  data: { sensor_id: required(identifier('public')), note: text('medical'), grade: integer('public', { maximum: 9 }) },
  example: { type: 'calibration', action: 'started', data: { sensor_id: 's-1' } },
}

/** A type that never was, in two versions: the second calls the sensor by another name and grades it with words. */
export const calibration = defineEvent({
  type: 'calibration',
  emitted: 'By the device, when its sensor is calibrated.',
  version: 2,
  actions: ['started', 'passed', 'failed'],
  requires: ['device_id'],
  data: { sensor: required(identifier('public')), grade: oneOf('public', 'good', 'poor') },
  columns: { sensor: 'String' },
  example: { type: 'calibration', action: 'started', device_id: 'd-1', data: { sensor: 's-1' } },
  earlier: [earlier],
})
