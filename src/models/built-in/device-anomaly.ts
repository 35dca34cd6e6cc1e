import {
  type HourlyReadings,
  type HourlyRequest,
  readHourlyReadings,
} from '../../insights/anomalies/hourly-readings.ts'
import { notEnough } from '../../insights/forecast/history.ts'
import { fitAside } from '../../statistics/kept-fits.ts'
import type { DeviceAnomalies } from '../../statistics/sensors/device-anomalies.ts'
import { invalid } from '../../warehouse/time/parse-range.ts'
import type { AskTenant, BuiltInModel, Question } from '../model.ts'
import { numbers, numbersOf, numbersSpec, texts, textsOf, textsSpec } from './tensors.ts'

const usualHours = 24
const mostHours = 168
const mostDevices = 1_000
const hourMs = 3_600_000
const worker = new URL('../../statistics/sensors/sensors-worker.ts', import.meta.url)

/** Hours in which devices read what does not fit with their own past and the time of day, over all their sensors. */
export const deviceAnomalyModel: BuiltInModel = {
  ...{ name: 'device_anomaly', version: '1', platform: 'pocm' },
  inputs: [{ name: 'hours', datatype: 'INT32', shape: [1] }, textsSpec('device_id')],
  outputs: [
    ...['device_id', 'hour', 'metric', 'unit'].map(textsSpec),
    ...['value', 'expected', 'score', 'threshold', 'judged', 'error', 'naive_error'].map(numbersSpec),
  ],
  optional: new Set(['device_id']),
  async infer(question) {
    const { anomalies, judged, error, naiveError } = await find(question.ask, requestOf(question))
    return [
      texts(
        'device_id',
        anomalies.map(({ device }) => device),
      ),
      texts(
        'hour',
        anomalies.map(({ hour }) => timeOf(hour)),
      ),
      texts(
        'metric',
        anomalies.map(({ metric }) => metric),
      ),
      texts(
        'unit',
        anomalies.map(({ unit }) => unit),
      ),
      ...(['value', 'expected', 'score', 'threshold'] as const).map((name) =>
        numbers(
          name,
          anomalies.map((it) => it[name]),
        ),
      ),
      numbers('judged', [judged]),
      numbers('error', [error]),
      numbers('naive_error', [naiveError]),
    ]
  },
  async describe(ask) {
    const found = await find(ask, { hours: usualHours, devices: undefined, to: undefined })
    const { anomalies, devices, series, seasonal, judged, error, naiveError: naive_error, begin, end } = found
    return {
      trained_on: { devices, series, seasonal_series: seasonal, judged_from: timeOf(begin), judged_to: timeOf(end) },
      metrics: { judged_hours: judged, anomalous_hours: anomalies.length, error, naive_error },
      state: 'ready',
    }
  },
}

const timeOf = (hour: number) => new Date(hour * hourMs).toISOString()

/** @throws Failure not_enough_data */
async function find(
  ask: AskTenant,
  request: HourlyRequest,
): Promise<DeviceAnomalies & Pick<HourlyReadings, 'begin' | 'end'>> {
  const readings = await ask(readHourlyReadings, request)
  const { series, begin, end } = readings
  const found = await fitAside<DeviceAnomalies | { readonly reason: string }>(worker, { series, begin })
  if ('reason' in found) throw notEnough(found.reason)
  return { ...found, begin, end }
}

function requestOf(question: Question): HourlyRequest {
  const [hours = usualHours] = numbersOf(question, 'hours') ?? []
  if (hours < 1 || hours > mostHours) throw invalid('/inputs', `hours must be from 1 to ${mostHours}`)
  const devices = textsOf(question, 'device_id')
  if ((devices?.length ?? 1) < 1 || (devices?.length ?? 1) > mostDevices) {
    throw invalid('/inputs', `device_id must hold from 1 to ${mostDevices} ids`)
  }
  const { to } = question.parameters
  if (to === undefined) return { hours, devices, to: undefined }
  const moment = typeof to === 'string' ? Date.parse(to) : Number.NaN
  if (Number.isNaN(moment)) throw invalid('/parameters/to', 'must be an RFC 3339 moment')
  return { hours, devices, to: moment }
}
