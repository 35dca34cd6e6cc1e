import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { calibration } from '../../test/made-up-event.ts'
import { until } from '../../test/service.ts'
import { openBreakers } from '../platform/breaker.ts'
import { openLog } from '../platform/log.ts'
import { openMetrics } from '../platform/metrics.ts'
import { registerSchemas } from './registry.ts'

const catalogue = new Map([['calibration', calibration]])

/** A registry that answers as the test sets it, since a real one does not fail on demand. */
async function startRegistry(answer: (request: IncomingMessage) => number) {
  const asked: string[] = []
  const server = createServer((request, reply) => {
    asked.push(`${request.method} ${request.url}`)
    reply.writeHead(answer(request), { 'content-type': 'application/json' }).end('{"message":"because"}')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const log = openLog('silent')
  const url = `http://us%40er:pass@127.0.0.1:${port}/registry/`
  const breaker = openBreakers(openMetrics(), log, Date.now).of('schema_registry')
  const registry = registerSchemas({ url, catalogue, breaker, log })
  onTestFinished(async () => {
    await registry.close()
    server.close()
    server.closeAllConnections()
  })
  const problem = () =>
    registry.check().then(
      () => '',
      (error: Error) => error.message,
    )
  return { asked, problem }
}

test('one that fails at first is asked again until it has all, with the user and under the path of the URL', async () => {
  let failures = 0
  const credentials = new Set<string | undefined>()
  const { asked, problem } = await startRegistry(({ headers }) => {
    credentials.add(headers.authorization)
    return ++failures <= 4 ? 503 : 200
  })
  await until(async () => /^2 of 2 schemas are not registered yet: PUT .* 503/.test(await problem()))
  await until(async () => (await problem()) === '')
  expect([...credentials]).toEqual([`Basic ${Buffer.from('us@er:pass').toString('base64')}`])
  const done = ['PUT /registry/config/', 'POST /registry/subjects/'].flatMap((call) =>
    [1, 2].map((version) => asked.filter((it) => it.startsWith(`${call}pocm.analytics.calibration.v${version}-value`))),
  )
  for (const calls of done) expect(calls.length).toBeGreaterThanOrEqual(1)
})

test('a schema that is refused is named, and keeps no other from being registered', async () => {
  const { asked, problem } = await startRegistry(({ url }) => (url?.includes('.v1-value/versions') ? 409 : 200))
  await until(async () => /^1 of 2 .* 409 .*because/.test(await problem()))
  expect(asked).toContain('POST /registry/subjects/pocm.analytics.calibration.v2-value/versions')
})
