import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openLog } from '../src/platform/log.ts'
import { found, needles, seed } from './needles.ts'
import { type OtlpReceiver, openOtlpReceiver, type ReceivedSpan } from './otlp-receiver.ts'
import { startService } from './service.ts'

const needleEvents = 120
const sampled = '4bf92f3577b34da6a3ce929d0e0e4736'
const second = '5bf92f3577b34da6a3ce929d0e0e4737'
const unsampled = '6bf92f3577b34da6a3ce929d0e0e4738'
const third = '7bf92f3577b34da6a3ce929d0e0e4739'
const asked = '8bf92f3577b34da6a3ce929d0e0e473a'
const planted = '9bf92f3577b34da6a3ce929d0e0e473b'
const from = (traceId: string, flags = '01') => ({ traceparent: `00-${traceId}-00f067aa0ba902b7-${flags}` })

let receiver: OtlpReceiver
const lines: { msg?: string; trace_id?: string; span_id?: string }[] = []
const ofTrace = (traceId: string) => receiver.spans.filter((span) => span.traceId === traceId)
const named = (spans: readonly ReceivedSpan[], name: string) => spans.find((span) => span.name === name)

const reading = (key: string) => ({
  type: 'telemetry',
  action: 'read',
  occurred_at: '2026-10-01T12:00:00Z',
  producer: 'tracing',
  device_id: 'd-1',
  idempotency_key: key,
  data: { metric: 'glucose', value: 104, unit: 'mg/dL' },
})

/** The service runs once for all tests of this file: spans are sent when it stops, at the latest. */
beforeAll(async () => {
  receiver = await openOtlpReceiver()
  const log = openLog('trace', { write: (line: string) => void lines.push(JSON.parse(line)) })
  const service = await startService(
    {
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20collector',
      OTEL_TRACES_SAMPLER: 'parentbased_always_off',
      POCM_LOG_LEVEL: 'trace',
    },
    log,
  )
  await service.call('POST', '/analytics/ingest', reading('one'), from(sampled))
  await service.settled()
  await service.call('POST', '/analytics/ingest', reading('out'), from(unsampled, '00'))
  await service.call('POST', '/analytics/ingest', reading('untraced'))
  await Promise.all([
    service.call(
      'POST',
      '/analytics/ingest/batch',
      Array.from({ length: 900 }, (_, i) => reading(`a${i}`)),
    ),
    service.call('POST', '/analytics/ingest', reading('two'), from(second)),
    service.call('POST', '/analytics/ingest', reading('three'), from(third)),
  ])
  await service.settled()
  const query = { metrics: ['readings'], from: '2026-10-01', to: '2026-10-02' }
  await service.call('POST', '/analytics/query', query, from(asked))
  for (const [index, { event, mark }] of needles(needleEvents).entries()) {
    const { status } = await service.call('POST', '/analytics/ingest', event, from(planted))
    expect(status, `seed ${seed}, event ${index}`).toBe(202)
    const needle = encodeURIComponent(`${mark}@example.org`)
    if (index % 20 > 0) continue
    await service.call('GET', `/analytics/lots/${needle}?search=${needle}`, undefined, from(planted))
    await service.call('GET', `/${needle}`, undefined, { ...from(planted), 'user-agent': needle, tracestate: needle })
    await service.call('POST', '/analytics/query', { ...query, metrics: [needle] }, from(planted))
    await service.call('POST', '/analytics/ingest', `{"type": "user", ${needle}`, from(planted))
    await service.call('GET', '/analytics/events', undefined, { ...from(planted), authorization: `Bearer ${needle}` })
    await service.call('GET', '/health', undefined, from(planted))
  }
  await service.settled()
  await service.stopAndClean()
})
afterAll(() => receiver.close())

test("an event's way is one trace, from the client's request to the insert into the warehouse", () => {
  const spans = ofTrace(sampled)
  const request = named(spans, 'POST /analytics/ingest')
  expect(request).toMatchObject({
    parentId: '00f067aa0ba902b7',
    attributes: { 'http.route': '/analytics/ingest', 'http.response.status_code': 202 },
  })
  const parents = { 'ingest.parse': request, 'ingest.commit': request, 'ledger.append': named(spans, 'ingest.commit') }
  for (const [name, parent] of Object.entries(parents)) expect(named(spans, name)?.parentId, name).toBe(parent?.spanId)
  const insert = named(spans, 'warehouse.insert')
  expect(insert?.parentId).toBe(named(spans, 'ingest.commit')?.spanId)
  expect(insert?.attributes['pocm.events']).toBe(1)
  expect(named(spans, 'clickhouse.insert')?.parentId).toBe(insert?.spanId)
})

test('the span of a batch links to every request whose events are in it', () => {
  for (const name of ['ledger.append', 'warehouse.insert']) {
    const reached = receiver.spans
      .filter((span) => span.name === name)
      .flatMap(({ traceId, links }) => [traceId, ...links])
    expect(reached, name).toContain(second)
    expect(reached, name).toContain(third)
  }
})

test('a question is traced down to its statements', () => {
  const spans = ofTrace(asked)
  const ask = named(spans, 'warehouse.ask')
  expect(ask?.attributes['pocm.question']).toBe('answerQuery')
  expect(ask?.parentId).toBe(named(spans, 'POST /analytics/query')?.spanId)
  const statements = spans.filter((span) => span.name === 'clickhouse.read')
  expect(statements.length).toBeGreaterThan(0)
  for (const { parentId } of statements) expect(parentId).toBe(ask?.spanId)
})

test('the sampler decides: what a client leaves out is left out, and so is what no client traces', () => {
  expect(ofTrace(unsampled)).toEqual([])
  const known = new Set([sampled, second, third, asked, planted])
  expect(receiver.spans.filter(({ traceId }) => !known.has(traceId))).toEqual([])
})

test('no span, resource or link has a value that a client sent', () => {
  expect(ofTrace(planted).length).toBeGreaterThan(needleEvents)
  for (const body of receiver.bodies) expect(found(body.toString('utf8')), `seed ${seed}`).toBeUndefined()
  const keys = new Set(receiver.spans.flatMap(({ attributes }) => Object.keys(attributes)))
  expect([...keys].sort()).toEqual([
    'db.system.name',
    'error.type',
    'http.request.method',
    'http.response.status_code',
    'http.route',
    'pocm.events',
    'pocm.question',
  ])
  const errors = new Set(receiver.spans.flatMap(({ attributes }) => attributes['error.type'] ?? []))
  for (const error of errors) expect(error).toMatch(/^(\w{1,40}|\d{3})$/)
})

test('what watches the process makes no spans', () => {
  expect(receiver.spans.filter(({ name }) => name.includes('health'))).toEqual([])
})

test('the collector is shown the headers that are set', () => {
  for (const headers of receiver.headers) expect(headers.authorization).toBe('Bearer collector')
})

test('lines of the log carry the trace and the span that they were written in', () => {
  const traces = new Set(receiver.spans.map(({ traceId, spanId }) => `${traceId} ${spanId}`))
  const traced = lines.filter(({ trace_id }) => trace_id !== undefined)
  expect(traced.length).toBeGreaterThan(0)
  expect(traced.filter(({ trace_id, span_id }) => !traces.has(`${trace_id} ${span_id}`))).toEqual([])
})

test('without an endpoint nothing of OpenTelemetry is loaded', () => {
  const program = `
    import { registerHooks } from 'node:module'
    const loaded = []
    registerHooks({
      resolve(name, context, next) {
        if (name.startsWith('@opentelemetry/sdk') || name.startsWith('@opentelemetry/exporter')) loaded.push(name)
        return next(name, context)
      },
    })
    const { runService } = await import('./src/roles/run.ts')
    console.log(typeof runService, loaded.length)
    await import('./src/platform/open-telemetry.ts')
    console.log(loaded.length > 0)`
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    cwd: join(import.meta.dirname, '..'),
    encoding: 'utf8',
  })
  expect(stdout).toBe('function 0\ntrue\n')
})
