import { randomUUID as uuid } from 'node:crypto'
import { once } from 'node:events'
import { benchKey } from './service-process.ts'

const headers = { authorization: `Bearer ${benchKey}`, 'content-type': 'application/json' }

interface Fresh {
  /** Milliseconds from the acknowledgement, one for each event. */
  readonly queryableMs: number[]
  readonly liveMs: number[]
}

/** Sends single orders, each of its own gross value, and watches until a query counts it and the stream shows it. */
export async function measureFreshness(url: string, events: number): Promise<Fresh> {
  const campaign = `fresh-${uuid()}`
  const stream = await follow(url)
  const queryableMs: number[] = []
  const liveMs: number[] = []
  for (let n = 1; n <= events; n++) {
    const id = uuid()
    const order = { order_id: id, context: { campaign } }
    const line = { product_id: 'p-1', quantity: 1, unit_price: 1 }
    const sent = await fetch(`${url}/analytics/ingest`, {
      method: 'POST',
      headers,
      body: JSON.stringify({
        ...{ id, type: 'order', action: 'placed', producer: 'bench', occurred_at: new Date().toISOString(), ...order },
        data: { currency: 'EUR', items: [line] },
      }),
    })
    if (sent.status !== 202) throw new Error(`${sent.status} ${await sent.text()}`)
    const acknowledged = performance.now()
    const [live, queryable] = await Promise.all([stream.seen(id), queryableAt(url, campaign, n)])
    liveMs.push(Math.max(0, live - acknowledged))
    queryableMs.push(queryable - acknowledged)
  }
  stream.close()
  return { queryableMs, liveMs }
}

async function queryableAt(url: string, campaign: string, orders: number): Promise<number> {
  const today = Date.now()
  const day = (offset: number) => new Date(today + offset * 86_400_000).toISOString().slice(0, 10)
  const body = JSON.stringify({ metrics: ['orders'], from: day(-1), to: day(2), filters: { campaign } })
  for (;;) {
    const answer = await fetch(`${url}/analytics/query`, { method: 'POST', headers, body })
    const { totals } = (await answer.json()) as { totals: { orders: number } }
    if (totals.orders >= orders) return performance.now()
  }
}

/** Follows the live stream and notes when each event came. */
async function follow(url: string) {
  const stop = new AbortController()
  const response = await fetch(`${url}/analytics/stream?type=order`, { headers, signal: stop.signal })
  const came = new Map<string, number>()
  const arrivals = new EventTarget()
  const read = async () => {
    let rest = ''
    for await (const text of (response.body as ReadableStream<Uint8Array>).pipeThrough(new TextDecoderStream())) {
      const messages = (rest + text).split('\n\n')
      rest = messages.pop() ?? ''
      for (const message of messages) {
        const id = /"id":"([^"]+)"/.exec(message)?.[1]
        if (id !== undefined) came.set(id, performance.now())
      }
      arrivals.dispatchEvent(new Event('arrival'))
    }
  }
  const reading = read().catch((error: unknown) => {
    if (!stop.signal.aborted) throw error
  })
  return {
    async seen(id: string): Promise<number> {
      for (;;) {
        const at = came.get(id)
        if (at !== undefined) return at
        await Promise.race([once(arrivals as never, 'arrival'), reading])
      }
    },
    close: () => stop.abort(),
  }
}
