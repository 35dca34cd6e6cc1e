import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { parse } from 'lossless-json'

/** What a model server does wrong: nothing, or one of these. */
export type Misbehaviour =
  | 'none'
  | 'slow'
  | 'wrong_shape'
  | 'wrong_datatype'
  | 'missing_output'
  | 'other_id'
  | 'other_model'
  | 'garbage'
  | 'no_object'
  | 'too_large'
  | 'redirect'
  | 'refuses'
  | 'fails'
  | 'unserved'
  | 'cut_off'

export interface FakeModelServer {
  readonly url: string
  readonly calls: { method: string; path: string; body: string; authorization: string | undefined }[]
  misbehave(how: Misbehaviour): void
  close(): Promise<void>
}

const spec = (name: string, datatype: string, ...shape: number[]) => ({ name, datatype, shape })
const models: Readonly<Record<string, object>> = {
  double: {
    ...{ name: 'double', versions: ['1', '2'], platform: 'fake' },
    ...{ inputs: [spec('x', 'FP64', -1, 2)], outputs: [spec('y', 'FP64', -1, 2)] },
  },
  echo_long: {
    ...{ name: 'echo_long', versions: ['1'], platform: 'fake' },
    ...{ inputs: [spec('x', 'INT64', -1)], outputs: [spec('x', 'INT64', -1)] },
  },
  echo_text: {
    ...{ name: 'echo_text', versions: ['1'], platform: 'fake' },
    ...{ inputs: [spec('x', 'BYTES', -1)], outputs: [spec('x', 'BYTES', -1)] },
  },
}

/** A server of the Open Inference Protocol v2 that can be made to break it. It keeps digits as they are written. */
export async function openFakeModelServer(): Promise<FakeModelServer> {
  let how: Misbehaviour = 'none'
  const calls: FakeModelServer['calls'] = []
  const answer = (response: ServerResponse, status: number, body: string) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(body)

  function infer(response: ServerResponse, name: string, body: string) {
    // biome-ignore lint/suspicious/noExplicitAny: what the client has sent is what is under test
    const { id, inputs } = parse(body) as any
    const [input] = inputs
    const data = input.data.map((it: unknown) => (name === 'double' ? 2 * Number(it) : it))
    const written = data.map((it: unknown) => (typeof it === 'string' ? JSON.stringify(it) : String(it)))
    const shape = how === 'wrong_shape' ? [1] : input.shape.map(Number)
    const datatype = how === 'wrong_datatype' ? 'BOOL' : input.datatype
    const output = `{"name":"${name === 'double' ? 'y' : 'x'}","shape":${JSON.stringify(shape)},"datatype":"${datatype}","data":[${written}]}`
    const outputs = how === 'missing_output' ? '' : output
    const told = how === 'other_id' ? 'another' : id
    const model = how === 'other_model' ? 'another' : name
    answer(response, 200, `{"model_name":"${model}","id":${JSON.stringify(told ?? '')},"outputs":[${outputs}]}`)
  }

  const server = createServer(async (request, response) => {
    const body = await text(request)
    const path = request.url ?? ''
    const { method = '', headers } = request
    calls.push({ method, path, body, authorization: headers.authorization })
    if (path === '/v2/health/live') return answer(response, how === 'unserved' ? 503 : 200, '{"live":true}')
    if (path === '/v2/repository/index') {
      return answer(response, 200, JSON.stringify(Object.keys(models).map((name) => ({ name, state: 'READY' }))))
    }
    const [, name = '', , version, call] = /^\/v2\/models\/([^/]+)(\/versions\/([^/]+))?(\/infer)?$/.exec(path) ?? []
    const model = models[name]
    if (model === undefined || (version ?? '1') > '2') return answer(response, 404, '{"error":"no such model"}')
    if (call === undefined) return answer(response, 200, JSON.stringify(model))
    if (how === 'slow') return
    if (how === 'garbage') return answer(response, 200, '<html>hello</html>')
    if (how === 'no_object') return answer(response, 200, '[1, 2]')
    if (how === 'too_large') return answer(response, 200, JSON.stringify({ outputs: 'x'.repeat(200_000) }))
    if (how === 'redirect') return response.writeHead(302, { location: '/v2/models/other/infer' }).end()
    if (how === 'refuses') return answer(response, 400, '{"error":"the third feature must be positive"}')
    if (how === 'fails') return answer(response, 500, '{"error":"Traceback: /srv/secret.py"}')
    if (how === 'unserved') return answer(response, 503, '')
    if (how === 'cut_off')
      return response.writeHead(200, { 'content-length': '100' }).write('{"model', () => response.destroy())
    return infer(response, name, body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    misbehave: (next) => {
      how = next
    },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
