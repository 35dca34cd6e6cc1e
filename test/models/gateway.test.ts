import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createApiKey } from '../../src/access/api-keys.ts'
import { startService, until } from '../service.ts'
import { type FakeModelServer, type Misbehaviour, openFakeModelServer } from './model-server.ts'

let server: FakeModelServer
let service: Awaited<ReturnType<typeof startService>>
beforeAll(async () => {
  server = await openFakeModelServer()
  service = await startService({
    POCM_LOG_LEVEL: 'silent',
    POCM_MODEL_SERVER_URL: server.url,
    POCM_MODEL_SERVER_ALLOW_PRIVATE: 'true',
    POCM_MODEL_SERVER_TOKEN: 'of-the-model-server',
    POCM_MODEL_SERVER_MODELS: 'demo=*,*=echo_text',
    POCM_MODEL_TIMEOUT_MS: '300',
    POCM_MODEL_MAX_BYTES: '100000',
  })
})
afterAll(async () => {
  await service.stopAndClean()
  await server.close()
})
beforeEach(async () => {
  server.misbehave('none')
  // An outage of the test before is over when a call goes through again.
  await until(async () => (await predict({})).status === 200)
  server.calls.length = 0
})

const x = { name: 'x', datatype: 'FP64', shape: [2, 2], data: [1, 2, 3, 4] as unknown }
const predict = (more: object, headers = {}) =>
  service.call('POST', '/analytics/ml/predict', { model_name: 'double', inputs: [x], ...more }, headers)
const strangerKey = async () => {
  const wanted = { tenantId: 'clinic', name: `reader ${Math.random()}`, scopes: ['analytics:read'] as const }
  return { authorization: `Bearer ${(await createApiKey(service.service.db, wanted)).key}` }
}

test('a model of the server answers in the form of the protocol, with the id of the request', async () => {
  const { status, body } = await predict({ id: 'call-7', model_version: '2' })
  expect(status).toBe(200)
  expect(body).toEqual({
    ...{ model_name: 'double', model_version: '2', id: 'call-7' },
    outputs: [{ name: 'y', datatype: 'FP64', shape: [2, 2], data: [2, 4, 6, 8] }],
  })
  const [asked] = server.calls.filter(({ method }) => method === 'POST')
  expect(asked).toMatchObject({
    path: '/v2/models/double/versions/2/infer',
    authorization: 'Bearer of-the-model-server',
  })
  expect(JSON.parse(asked?.body ?? '')).toEqual({ id: 'call-7', inputs: [x] })
})

test('data may be nested by the shape, and mean the same as flat', async () => {
  const nested = {
    ...x,
    data: [
      [1, 2],
      [3, 4],
    ],
  }
  expect((await predict({ inputs: [nested] })).body.outputs[0].data).toEqual([2, 4, 6, 8])
})

test('whole numbers keep every digit both ways', async () => {
  const text = `{"model_name":"echo_long","inputs":[{"name":"x","datatype":"INT64","shape":[3],"data":[9007199254740993,-9223372036854775808,7]}]}`
  const response = await fetch(`${service.url}/analytics/ml/predict`, {
    ...{ method: 'POST', body: text },
    headers: { authorization: `Bearer ${service.key}`, 'content-type': 'application/json' },
  })
  expect(await response.text()).toContain('"data":[9007199254740993,-9223372036854775808,7]')
  const asDigits = [{ name: 'x', datatype: 'INT64', shape: [1], data: ['9007199254740993'] }]
  await predict({ model_name: 'echo_long', inputs: asDigits })
  expect(server.calls.at(-1)?.body).toContain('"data":[9007199254740993]')
})

test('texts come back as they are', async () => {
  const data = ['Ærø "quoted"', '漢😀', '']
  const inputs = [{ name: 'x', datatype: 'BYTES', shape: [3], data }]
  expect((await predict({ model_name: 'echo_text', inputs })).body.outputs[0].data).toEqual(data)
})

test.each<[string, object, string]>([
  ['another name', { name: 'z' }, '/inputs/0/name'],
  ['another datatype', { datatype: 'FP32' }, '/inputs/0'],
  ['another rank', { shape: [4] }, '/inputs/0'],
  ['a dimension that the model has fixed', { shape: [4, 1] }, '/inputs/0'],
  ['too few values', { data: [1, 2, 3] }, '/inputs/0/data'],
  ['values nested by another shape', { data: [[1], [2], [3], [4]] }, '/inputs/0/data'],
  ['a text among numbers', { data: [1, '2', 3, 4] }, '/inputs/0/data/1'],
  ['null among numbers', { data: [1, null, 3, 4] }, '/inputs/0/data/1'],
  [
    'a parameter of shared memory',
    { parameters: { shared_memory_region: 'r' } },
    '/inputs/0/parameters/shared_memory_region',
  ],
  ['binary data beside the JSON', { parameters: { binary_data_size: 32 } }, '/inputs/0/parameters/binary_data_size'],
  ['a parameter that is a list', { parameters: { a: [1] } }, '/inputs/0/parameters/a'],
])('an input with %s is refused with its place, and the server is not asked', async (_, wrong, path) => {
  const { status, body } = await predict({ inputs: [{ ...x, ...wrong }] })
  expect(status).toBe(422)
  expect(body.errors.map((it: { path: string }) => it.path)).toContain(path)
  expect(server.calls.filter(({ path: it }) => it.endsWith('/infer'))).toEqual([])
})

test('an input that is missing or comes twice, an output that the model lacks, and state between calls are refused', async () => {
  const paths = async (more: object) => (await predict(more)).body.errors.map((it: { path: string }) => it.path)
  expect(await paths({ inputs: [x, x] })).toEqual(['/inputs/1/name'])
  expect(await paths({ outputs: [{ name: 'z' }] })).toEqual(['/outputs/0/name'])
  expect(await paths({ parameters: { sequence_id: 7 } })).toEqual(['/parameters/sequence_id'])
  expect(await paths({ model_name: 'double', inputs: [{ ...x, name: 'other' }] })).toEqual([
    '/inputs/0/name',
    '/inputs',
  ])
})

test('a model or version that there is not is 404, and so is one that another tenant may ask', async () => {
  expect(await predict({ model_name: 'nothing' })).toMatchObject({ status: 404, body: { code: 'unknown_model' } })
  expect(await predict({ model_version: '9' })).toMatchObject({ status: 404 })
  const stranger = await strangerKey()
  expect(await predict({}, stranger)).toMatchObject({ status: 404, body: { code: 'unknown_model' } })
  const inputs = [{ name: 'x', datatype: 'BYTES', shape: [1], data: ['a'] }]
  expect((await predict({ model_name: 'echo_text', inputs }, stranger)).status).toBe(200)
})

test.each<[Misbehaviour, number, string]>([
  ['wrong_shape', 502, 'model_failed'],
  ['wrong_datatype', 502, 'model_failed'],
  ['missing_output', 502, 'model_failed'],
  ['other_id', 502, 'model_failed'],
  ['other_model', 502, 'model_failed'],
  ['garbage', 502, 'model_failed'],
  ['no_object', 502, 'model_failed'],
  ['too_large', 502, 'model_failed'],
  ['redirect', 502, 'model_failed'],
  ['fails', 502, 'model_failed'],
  ['refuses', 422, 'model_refused'],
  ['unserved', 503, 'model_unavailable'],
  ['cut_off', 503, 'model_unavailable'],
  ['slow', 504, 'model_timeout'],
])('of a server whose answer is %s the client hears %i %s', async (how, status, code) => {
  server.misbehave(how)
  const answer = await predict({ id: 'call-1' })
  expect(answer).toMatchObject({ status, body: { code } })
  expect(JSON.stringify(answer.body)).not.toContain('secret')
  // An inference that the server may have begun is not made again.
  expect(server.calls.filter(({ path }) => path.endsWith('/infer'))).toHaveLength(1)
  expect(server.calls.some(({ path }) => path.includes('/other/'))).toBe(false)
  if (how === 'refuses') expect(answer.body.detail).toContain('the third feature must be positive')
})

test('an unavailable server opens the breaker: calls are refused at once, until it is back', async () => {
  server.misbehave('unserved')
  for (let call = 0; call < 3; call++) await predict({})
  server.calls.length = 0
  expect(await predict({})).toMatchObject({ status: 503, body: { code: 'model_unavailable' } })
  expect(server.calls).toEqual([])
  const { body } = await service.call('GET', '/ready')
  expect(body.dependencies.model_server).toMatchObject({ status: 'down', breaker: { state: 'open' } })
  server.misbehave('none')
  await until(async () => (await predict({})).status === 200)
})

test('a request larger than the bound is 413', async () => {
  const inputs = [{ name: 'x', datatype: 'BYTES', shape: [1], data: ['a'.repeat(120_000)] }]
  expect((await predict({ model_name: 'echo_text', inputs })).status).toBe(413)
})

test('the list names the models that the tenant may ask, and they are on record for it', async () => {
  const names = async (headers = {}) =>
    (await service.call('GET', '/analytics/ml/models', undefined, headers)).body.models.map(
      ({ name, version, state }: Record<string, string>) => `${name} ${version} ${state}`,
    )
  expect(await names()).toEqual(expect.arrayContaining(['double 2 ready', 'echo_long 1 ready', 'echo_text 1 ready']))
  const ofStranger = await names(await strangerKey())
  expect(ofStranger).toContain('echo_text 1 ready')
  expect(ofStranger.join()).not.toContain('double')
  const { rows } = await service.service.db.query(
    "SELECT tenant_id, name, inputs FROM ml_models WHERE platform = 'fake' ORDER BY tenant_id, name",
  )
  expect(rows.map((it) => `${it.tenant_id} ${it.name}`)).toEqual([
    ...['clinic echo_text', 'demo double', 'demo echo_long', 'demo echo_text'],
  ])
  expect(rows[1].inputs).toEqual([{ name: 'x', datatype: 'FP64', shape: [-1, 2] }])
})

test('calls of models stand in the trail by model', async () => {
  await predict({})
  await service.service.deps.auditGroups.close()
  const { body } = await service.call('GET', '/analytics/compliance/audit?action=model.asked')
  expect(body.entries.map((it: { resource: string }) => it.resource)).toContain('POST /analytics/ml/predict double')
})
