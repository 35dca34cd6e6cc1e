import {
  dateTime,
  defineEvent,
  flag,
  grouped,
  identifier,
  oneOf,
  personContext,
  required,
  text,
  word,
  words,
} from './define.ts'

const data = {
  report_id: required(identifier('public')),
  severity: required(oneOf('public', 'malfunction', 'mild', 'moderate', 'severe', 'life_threatening', 'death')),
  lot: identifier('public'),
  term: grouped(text('medical')),
  narrative: text('medical'),
  device_type: word('public'),
  firmware: word('public'),
  serial: identifier('public'),
  udi: identifier('public'),
  aware_at: dateTime('public'),
  reportable: flag('public'),
  outcome: word('public'),
  imdrf_codes: words('public'),
}

const columns = {
  report_id: 'String',
  severity: 'LowCardinality(String)',
  lot: 'String',
  term: 'String',
  device_type: 'LowCardinality(String)',
  firmware: 'LowCardinality(String)',
  serial: 'String',
  udi: 'String',
  aware_at: "Nullable(DateTime64(6, 'UTC'))",
  reportable: 'Nullable(Bool)',
  outcome: 'LowCardinality(String)',
  imdrf_codes: 'Array(String)',
}

const example = {
  type: 'adverse_event',
  action: 'reported',
  occurred_at: '2026-10-01T12:00:41+02:00',
  producer: 'vigilance',
  user_id: 'user-42',
  device_id: 'device-900',
  context: { country: 'ES' },
  data: {
    report_id: 'report-6',
    severity: 'mild',
    lot: 'L2026-091',
    term: 'skin irritation',
    narrative: 'Redness under the patch for two days.',
    device_type: 'glucose_patch',
    firmware: '2.4.1',
    serial: 'G1-004211',
    aware_at: '2026-10-01T11:30:00+02:00',
    reportable: false,
    outcome: 'recovered',
    imdrf_codes: ['A0501', 'E1720'],
  },
}

export default defineEvent({
  type: 'adverse_event',
  emitted: 'By vigilance, when harm or a malfunction is reported, and as the report is worked on.',
  actions: ['reported', 'updated', 'closed'],
  context: personContext,
  data,
  columns,
  example,
})
