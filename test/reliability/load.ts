import { adminKey } from '../service.ts'

const headers = { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' }

/** What was sent, and what of it was acknowledged, by idempotency key. */
export interface Load {
  readonly sent: Map<string, Sent>
  readonly acknowledged: Set<string>
  /** Sends until stopped; a request that breaks is sent again, with the same keys, to wherever the service is then. */
  run(url: () => Promise<string>): Promise<void>
  stop(): void
}

export interface Sent {
  readonly type: 'order' | 'payment'
  readonly cents: number
}

const day = '2026-10-01'
const moment = (n: number) => `${day}T${String(n % 24).padStart(2, '0')}:${String(n % 60).padStart(2, '0')}:00Z`

function event(n: number) {
  const common = { producer: 'reliability', occurred_at: moment(n), idempotency_key: `key-${n}` }
  const cents = 1 + (n % 10_007)
  const amount = cents / 100
  const sent: Sent = { type: n % 3 === 0 ? 'order' : 'payment', cents }
  if (sent.type === 'order') {
    const items = [{ product_id: `p-${n % 7}`, quantity: 1, unit_price: amount, category: 'patches' }]
    return {
      sent,
      body: { ...common, type: 'order', action: 'placed', order_id: `o-${n}`, data: { currency: 'EUR', items } },
    }
  }
  const data = { payment_id: `p-${n}`, gateway: 'stripe', method: 'card', amount, currency: 'EUR' }
  return { sent, body: { ...common, type: 'payment', action: 'captured', data } }
}

/** Constant load from several senders: single events and batches, each batch with keys that were sent before. */
export function openLoad(onAcknowledged: (total: number) => void): Load {
  const sent = new Map<string, Sent>()
  const acknowledged = new Set<string>()
  let next = 0
  let running = true

  const take = (count: number) =>
    Array.from({ length: count }, () => {
      const it = event(next++)
      sent.set(it.body.idempotency_key, it.sent)
      return it.body
    })

  /** @returns whether the service answered; an answer that is neither taking nor being busy is a failure of the test. */
  async function post(url: string, bodies: ReturnType<typeof take>): Promise<boolean> {
    const single = bodies.length === 1
    let response: Response
    let answer: { results?: { status: string }[] }
    try {
      response = await fetch(`${url}/analytics/ingest${single ? '' : '/batch'}`, {
        method: 'POST',
        headers,
        body: JSON.stringify(single ? bodies[0] : bodies),
      })
      answer = (await response.json()) as typeof answer
    } catch {
      // The service was killed under this request; whether it took the events is not known to its sender.
      return false
    }
    if (response.status === 429 || response.status === 503) return false
    const bad = answer.results?.find(({ status }) => status === 'rejected')
    if ((response.status !== 202 && response.status !== 207) || bad !== undefined) {
      throw new Error(`${response.status} ${JSON.stringify(bad ?? answer)}`)
    }
    for (const body of bodies) acknowledged.add(body.idempotency_key)
    onAcknowledged(acknowledged.size)
    return true
  }

  async function send(url: () => Promise<string>, size: number): Promise<void> {
    let earlier: ReturnType<typeof take> = []
    while (running) {
      const bodies = size === 1 ? take(1) : [...take(size), ...earlier.slice(0, size / 10)]
      while (running && !(await post(await url(), bodies))) await new Promise((resolve) => setImmediate(resolve))
      earlier = bodies
    }
  }

  return {
    sent,
    acknowledged,
    run: async (url) => {
      await Promise.all([send(url, 1), send(url, 1), send(url, 1), send(url, 50), send(url, 400)])
    },
    stop: () => {
      running = false
    },
  }
}
