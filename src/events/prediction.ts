import { date, defineEvent, identifier, number, required, word } from './define.ts'

const data = {
  prediction_id: required(identifier('public')),
  model: required(word('public')),
  model_version: required(word('public')),
  subject_type: word('public'),
  subject_id: identifier('public'),
  horizon_on: date('public'),
  value: number('public'),
  lower: number('public'),
  upper: number('public'),
  unit: word('public'),
  observed_value: required(number('public'), 'observed'),
  inputs_hash: identifier('public'),
}

const columns = {
  prediction_id: 'String',
  model: 'LowCardinality(String)',
  model_version: 'LowCardinality(String)',
  subject_type: 'LowCardinality(String)',
  subject_id: 'String',
  horizon_on: 'Nullable(Date32)',
  value: 'Nullable(Float64)',
  lower: 'Nullable(Float64)',
  upper: 'Nullable(Float64)',
  unit: 'LowCardinality(String)',
  observed_value: 'Nullable(Float64)',
  inputs_hash: 'String',
}

const example = {
  type: 'prediction',
  action: 'made',
  occurred_at: '2026-10-01T12:00:41+02:00',
  producer: 'models',
  data: {
    prediction_id: 'prediction-15',
    model: 'demand',
    model_version: '3',
    subject_type: 'product',
    subject_id: 'patch-g1',
    horizon_on: '2026-10-08',
    value: 128,
    lower: 101,
    upper: 159,
    unit: 'units',
    inputs_hash: 'b5bb9d8014a0f9b1d61e21e796d78dcc',
  },
}

export default defineEvent({
  type: 'prediction',
  emitted: 'By a model, when it foretells a value, and by the service that later sees what the value came to.',
  actions: ['made', 'observed'],
  context: [],
  data,
  columns,
  example,
})
