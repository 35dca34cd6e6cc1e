import { describe, expect, test } from 'vitest'
import { calibration } from '../../test/made-up-event.ts'
import { normalise } from './complete.ts'
import { compileValidators } from './validate.ts'

const catalogue = new Map([['calibration', calibration]])
const validate = compileValidators(catalogue)
const event = (change: object) => ({
  ...{ type: 'calibration', action: 'started', occurred_at: '2026-10-01T10:00:00Z', producer: 'test' },
  ...change,
})
const first = event({ schema_version: 1, data: { sensor_id: 's-1', grade: 3 } })
const second = event({ device_id: 'd-1', data: { sensor: 's-1', grade: 'good' } })

describe('versions of a type live side by side', () => {
  test('an event is held to the version that it names, and to the newest where it names none', () => {
    expect(validate(first)).toBeUndefined()
    expect(validate(second)).toBeUndefined()
    expect(validate({ ...second, schema_version: 2 })).toBeUndefined()
    expect(validate({ ...first, schema_version: 2 })?.flaws).toContainEqual({
      path: '/data/sensor',
      message: 'is required',
    })
    expect(validate({ ...second, schema_version: 1 })?.flaws).toContainEqual({
      path: '/data/sensor_id',
      message: 'is required',
    })
  })

  test('an action that came with a later version is unknown to the one before', () => {
    expect(validate({ ...second, action: 'failed' })).toBeUndefined()
    expect(validate({ ...first, action: 'failed' })?.flaws).toEqual([
      { path: '/action', message: 'must be one of started, passed' },
    ])
  })

  test('an unknown version is reported with the known ones', () => {
    expect(validate({ ...second, schema_version: 3 })?.flaws).toEqual([
      { path: '/schema_version', message: 'must be one of 1, 2' },
    ])
  })

  test('null in a field that only the named version declares means that it is absent', () => {
    const sent = { ...first, data: { sensor_id: 's-1', note: null } }
    expect(normalise(sent, catalogue).data).toEqual({ sensor_id: 's-1' })
    expect(normalise({ ...second, data: { sensor: 's', note: null } }, catalogue).data).toEqual({
      sensor: 's',
      note: null,
    })
  })
})
