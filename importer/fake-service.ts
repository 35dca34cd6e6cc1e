import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

interface Sent {
  readonly idempotency_key: string
  readonly data?: { readonly value?: unknown }
}

/** What the next batches meet: `busy`, `away`, `lost` (stored, but the answer never comes), or nothing of the kind. */
export type Weather = 'busy' | 'away' | 'lost' | 'forbidden' | 'broken' | 'fine'

/** A stand-in for the ingest protocol of the service, for what tests of the real one cannot bring about at will. */
export async function startFakeService() {
  const stored = new Map<string, string>()
  const batches: number[] = []
  const forecast: Weather[] = []

  const store = (events: readonly Sent[]) => {
    batches.push(events.length)
    return events.map((event, index) => {
      if (event.data?.value === 666)
        return { index, id: null, status: 'rejected', reason: 'invalid_event', errors: [1] }
      const known = stored.has(event.idempotency_key)
      if (!known) stored.set(event.idempotency_key, JSON.stringify(event))
      return { index, id: event.idempotency_key, status: known ? 'duplicate' : 'accepted' }
    })
  }

  const answer = (weather: Weather, body: string, response: ServerResponse) => {
    const say = (status: number, content: unknown, headers = {}) =>
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(content))
    if (weather === 'busy') return say(429, { code: 'too_many_requests' }, { 'retry-after': '0' })
    if (weather === 'away') return say(503, { code: 'ledger_unavailable', title: 'The ledger is unavailable' })
    if (weather === 'forbidden') return say(403, { code: 'forbidden', title: 'The credential lacks a scope' })
    const results = store(body.split('\n').map((line) => JSON.parse(line) as Sent))
    if (weather === 'lost') return
    return say(207, { results: weather === 'broken' ? results.slice(1) : results })
  }

  const server = createServer(async (request, response) => {
    // Decodes over the limits of chunks: a letter of several bytes may lie in two of them.
    const body = await text(request)
    if (request.headers.authorization !== 'Bearer key') response.writeHead(401).end('who are you?')
    else answer(forecast.shift() ?? 'fine', body, response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** Events by idempotency key, as the ledger would hold them. */
    stored,
    /** Sizes of the batches that were read. */
    batches,
    /** What the next requests meet, one after the other. */
    forecast,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
