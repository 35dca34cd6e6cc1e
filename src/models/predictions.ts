import { createHash } from 'node:crypto'
import { addDays, isCalendarDate } from '../platform/calendar.ts'
import { invalid } from '../warehouse/time/parse-range.ts'
import { stringifyExact } from './exact-json.ts'
import type { InferenceRequest } from './inference.ts'
import type { ParameterValue } from './model.ts'
import type { Tensor } from './tensor.ts'

/** What a model predicted of one thing, in the words of the event type `prediction`; null where it says nothing of it. */
export interface Predicted {
  readonly value: number | null
  readonly lower?: number | null
  readonly upper?: number | null
  readonly unit?: string
  readonly subject_type?: string
  readonly subject_id?: string
  /** YYYY-MM-DD, the day by which it will be known. */
  readonly horizon_on?: string
  /** The person that it is of, so that it goes with them when they are erased. */
  readonly user_id?: string
}

/** What a call to a model asked and was answered. */
export interface Inferred {
  readonly inputs: ReadonlyMap<string, Tensor>
  readonly outputs: readonly Tensor[]
  readonly parameters: Readonly<Record<string, ParameterValue>>
  /** YYYY-MM-DD, UTC. */
  readonly today: string
}

const numbersIn = ({ outputs }: Inferred, name: string): readonly (number | null)[] =>
  (outputs.find((it) => it.name === name)?.data ?? []).map((it) => (it === null ? null : Number(it)))
const textsIn = ({ inputs }: Inferred, name: string): readonly string[] => (inputs.get(name)?.data ?? []).map(String)

/** @throws Failure invalid_request */
function textParameter({ parameters }: Inferred, name: string): string | undefined {
  const value = parameters[name]
  if (value !== undefined && typeof value !== 'string') throw invalid(`/parameters/${name}`, 'must be a text')
  return value
}

const steps: Readonly<Record<string, number>> = { day: 1, week: 7 }

/** Each value ahead: of the day or week that it stands for, where the first one is named. */
function ofSeries(inferred: Inferred): Predicted[] {
  const [subject_type, subject_id] = [textParameter(inferred, 'subject_type'), textParameter(inferred, 'subject_id')]
  const [unit, first] = [textParameter(inferred, 'unit'), textParameter(inferred, 'first_on')]
  const days = steps[textParameter(inferred, 'step') ?? 'day']
  if (days === undefined) throw invalid('/parameters/step', 'must be day or week')
  if (first !== undefined && !isCalendarDate(first)) throw invalid('/parameters/first_on', 'must be a date')
  const [lower, upper] = [numbersIn(inferred, 'lower'), numbersIn(inferred, 'upper')]
  return numbersIn(inferred, 'value').map((value, step) => ({
    ...{ value, lower: lower[step] ?? null, upper: upper[step] ?? null },
    ...(unit !== undefined && { unit }),
    ...(subject_type !== undefined && { subject_type }),
    ...(subject_id !== undefined && { subject_id }),
    ...(first !== undefined && { horizon_on: addDays(first, days * step) }),
  }))
}

/** What is told of each customer by the end of the horizon. */
function ofCustomers(inferred: Inferred, output: string, unit: string): Predicted[] {
  const [horizon = 30] = (inferred.inputs.get('horizon_days')?.data ?? []).map(Number)
  const ids = textsIn(inferred, 'user_id')
  return numbersIn(inferred, output).map((value, at) => ({
    ...{ value, unit, horizon_on: addDays(inferred.today, horizon) },
    ...(ids[at] !== undefined && { subject_type: 'user', subject_id: ids[at], user_id: ids[at] }),
  }))
}

/** Models whose answers can be recorded, and what of them. */
const recordable: Readonly<Record<string, (inferred: Inferred) => Predicted[]>> = {
  demand_forecast: ofSeries,
  customer_value: (inferred) => ofCustomers(inferred, 'expected_value', 'value'),
  churn: (inferred) => ofCustomers(inferred, 'p_no_purchase', 'probability'),
  payment_risk(inferred) {
    const ids = textsIn(inferred, 'payment_id')
    return numbersIn(inferred, 'probability').map((value, at) => ({
      ...{ value, unit: 'probability' },
      ...(ids[at] !== undefined && { subject_type: 'payment', subject_id: ids[at] }),
    }))
  },
}

/** What is recorded of one call at most; a batch of events has as many. */
const mostRecorded = 5_000

/** Whether a call asks for its predictions to be recorded as events. @throws Failure invalid_request where it has none */
export function asksRecord({ model_name, parameters }: InferenceRequest): boolean {
  if (parameters?.record === undefined || parameters.record === false) return false
  if (parameters.record !== true) throw invalid('/parameters/record', 'must be true or false')
  if (Object.hasOwn(recordable, model_name)) return true
  throw invalid('/parameters/record', `is of ${Object.keys(recordable).join(', ')}`)
}

const hash = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 32)

/**
 * The events `prediction.made` of a call, without the time. The same call makes the same ones, by its `id`; without one, by its inputs
 * and the day: what is asked again is not recorded twice.
 * @throws Failure invalid_request
 */
export function predictionsOf(
  request: InferenceRequest,
  version: string,
  inferred: Inferred,
): { readonly idempotency_key: string; readonly data: object; readonly user_id?: string }[] {
  const { model_name: model, id, inputs, parameters } = request
  const predicted = recordable[model]?.(inferred) ?? []
  if (predicted.length > mostRecorded) throw invalid('/inputs', `at most ${mostRecorded} predictions can be recorded`)
  const inputs_hash = hash(stringifyExact({ inputs, parameters }))
  return predicted.flatMap(({ value, lower, upper, user_id, ...about }, at) => {
    if (value === null || !Number.isFinite(value)) return []
    const prediction_id = hash(JSON.stringify([model, version, id ?? inferred.today, inputs_hash, at]))
    const known = Object.entries({ lower, upper }).filter(([, end]) => end !== null && end !== undefined)
    return [
      {
        idempotency_key: `prediction-${prediction_id}`,
        ...(user_id !== undefined && { user_id }),
        data: {
          ...{ prediction_id, model, model_version: version, ...about, value, inputs_hash },
          ...Object.fromEntries(known),
        },
      },
    ]
  })
}
