import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Writable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { fillAndLive } from './demo.ts'
import type { ClientEvent } from './event.ts'
import { summary } from './fill-progress.ts'
import { simulate } from './simulate.ts'
import { day, second } from './time.ts'

const evening = Date.parse('2026-11-21T18:30:00Z')

/** The part of the service that the demo calls. Each of `refusals` answers one batch. */
async function startService(...refusals: number[]) {
  const stored = new Map<string, string>()
  const batches: number[] = []
  const take = (line: string) => {
    const { idempotency_key } = JSON.parse(line) as ClientEvent
    const known = stored.get(idempotency_key)
    if (known === undefined) stored.set(idempotency_key, line)
    if (known === undefined || known === line) return { status: known === undefined ? 'accepted' : 'duplicate' }
    return { status: 'rejected', reason: 'idempotency_conflict' }
  }
  let drops = false
  const server = createServer(async (request, response) => {
    if (drops) {
      drops = false
      return void request.socket.destroy()
    }
    const say = (status: number, content: unknown, headers = {}) =>
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(content))
    if (request.headers.authorization !== 'Bearer key') return say(401, {})
    // Decodes over the limits of chunks: a letter of several bytes may lie in two of them.
    const body = await text(request)
    if (request.method === 'GET') {
      const id = request.url?.split('/').at(-1)
      const events = [...stored.values()].map((line) => JSON.parse(line) as ClientEvent)
      const found = events.find((event) => event.id === id)
      return found === undefined ? say(404, { code: 'not_found' }) : say(200, found)
    }
    const refusal = refusals.shift()
    if (refusal !== undefined) return say(refusal, { code: 'too_many_requests' }, { 'retry-after': '0' })
    const lines = body.split('\n')
    batches.push(lines.length)
    return say(207, { results: lines.map((line, index) => ({ index, id: String(index), ...take(line) })) })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stored,
    batches,
    dropNext: () => {
      drops = true
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

const demo = { apiKey: 'key', seed: 3, days: 6, scale: 0.5, signal: new AbortController().signal, stopAfterFill: true }

test('fills the past up to now, once, even where the service is busy at first', async () => {
  await using service = await startService(429, 503)
  const filled = await fillAndLive({ ...demo, url: service.url, now: () => evening })
  const opened = '2026-11-15T00:00:00.000Z'
  const expected = [...simulate({ seed: 3, scale: 0.5, from: opened, to: new Date(evening).toISOString() })]
  const lost = expected.filter((event) => service.stored.get(event.idempotency_key) !== JSON.stringify(event))
  expect(lost).toEqual([])
  expect(service.stored.size).toBe(expected.length)
  expect(filled).toMatchObject({ opened, accepted: expected.length, duplicates: 0, rejected: 0 })
  expect(Math.max(...service.batches)).toBe(1500)
})

test('a second run, days later, knows the business again and adds only what happened since', async () => {
  await using service = await startService()
  const first = await fillAndLive({ ...demo, url: service.url, now: () => evening })
  const known = new Map(service.stored)
  const again = await fillAndLive({ ...demo, url: service.url, now: () => evening + 2 * day })
  expect(again.opened).toBe(first.opened)
  expect(again.rejected).toBe(0)
  // A batch whose answer was lost is sent again and counts as known: the store says what was new.
  expect([...known].filter(([key, line]) => service.stored.get(key) !== line)).toEqual([])
  expect(again.accepted + again.duplicates).toBe(service.stored.size)
  expect(again.duplicates).toBeGreaterThanOrEqual(known.size)
  expect(service.stored.size - known.size).toBeGreaterThan(500)
})

test('a service that drops the connection when it is asked for the beginning is asked again', async () => {
  await using service = await startService()
  const first = await fillAndLive({ ...demo, days: 1, url: service.url, now: () => evening })
  service.dropNext()
  const again = await fillAndLive({ ...demo, days: 1, url: service.url, now: () => evening + day })
  expect(again.opened).toBe(first.opened)
})

test('continues with live traffic until the signal aborts', async () => {
  await using service = await startService()
  const end = new AbortController()
  const began = Date.now()
  // A clock of its own, sixty times as fast, so that two real seconds are two minutes of business.
  const now = () => evening + (Date.now() - began) * 60
  const running = fillAndLive({ ...demo, url: service.url, crowd: 12, now, stopAfterFill: false, signal: end.signal })
  await expect.poll(() => liveEvents(service.stored).length, { timeout: 20 * second }).toBeGreaterThan(20)
  end.abort()
  expect((await running).accepted).toBeGreaterThan(500)
})

const liveEvents = (stored: ReadonlyMap<string, string>) =>
  [...stored.values()].filter((line) => line.includes('live20261121') || /-device-\d+-\d{10}"/.test(line))

test('progress is written as plain lines where there is no terminal, and ends with a summary', async () => {
  await using service = await startService()
  let written = ''
  const out = new Writable({
    write(chunk, _encoding, done) {
      written += chunk
      done()
    },
  })
  await fillAndLive({ ...demo, url: service.url, now: () => evening, progress: out as unknown as NodeJS.WriteStream })
  expect(written).toMatch(/Filling .* 2026-11-\d\d \| .* events/)
  expect(written).toMatch(
    /[\d,]+ events since 2026-11-15 in [\d.]+ s \([\d,]+ events\/s\): [\d,]+ new, 0 known before\n$/,
  )
})

test('a key that is not known stops the demo and says so', async () => {
  await using service = await startService()
  await expect(fillAndLive({ ...demo, url: service.url, apiKey: 'other' })).rejects.toThrow('401')
})

test('the summary names why events were rejected', () => {
  const tally = { accepted: 900, duplicates: 90, rejected: 10, reasons: { idempotency_conflict: 10 } }
  expect(summary(tally, 0.5, '2026-08-24')).toBe(
    '1,000 events since 2026-08-24 in 0.5 s (2,000 events/s): 900 new, 90 known before, ' +
      '10 rejected (idempotency_conflict: 10)\n',
  )
})
