import { Agent, request } from 'node:http'
import { Random } from '../simulator/random.ts'

export interface Load {
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  /** Requests a second. */
  readonly rate: number
  readonly seconds: number
  readonly connections: number
  /** The n-th body. */
  readonly body: (n: number) => string
  /** Events that an answer acknowledges. */
  readonly acknowledged: (status: number, answer: string) => number
}

export interface Measured {
  /** Milliseconds from the moment at which a request was due to the end of its answer; acknowledged requests only. */
  readonly latenciesMs: Float64Array
  /** How late this process itself handed requests over: when it is large, the bench is what is slow. */
  readonly lagsMs: Float64Array
  readonly statuses: ReadonlyMap<string, number>
  readonly events: number
  /** From the first request to the last answer. */
  readonly seconds: number
}

const timeoutMs = 30_000

/**
 * Sends requests at the times of a Poisson process, whatever becomes of those before. Time is counted from when a
 * request was due and not from when it was sent, because a service that stalls would else hide its own queue.
 */
export async function sendOpenLoop(load: Load): Promise<Measured> {
  const agent = new Agent({ keepAlive: true, maxSockets: load.connections })
  const due = arrivals(load.rate, load.seconds)
  const latencies: number[] = []
  const lags = new Float64Array(due.length)
  const statuses = new Map<string, number>()
  let events = 0
  const began = performance.now()
  let last = began

  const send = async (n: number) => {
    const planned = began + (due[n] as number)
    lags[n] = performance.now() - planned
    const { status, answer } = await post(load, agent, load.body(n))
    last = performance.now()
    statuses.set(status, (statuses.get(status) ?? 0) + 1)
    const taken = load.acknowledged(Number(status), answer)
    events += taken
    if (taken > 0) latencies.push(last - planned)
  }

  await new Promise<void>((resolve, reject) => {
    let next = 0
    let open = 0
    const pump = () => {
      const now = performance.now() - began
      while (next < due.length && (due[next] as number) <= now) {
        open++
        send(next++).then(() => {
          open--
          if (open === 0 && next === due.length) resolve()
        }, reject)
      }
      if (next < due.length) setTimeout(pump, Math.max(0, (due[next] as number) - now))
    }
    pump()
  })
  agent.destroy()
  const latenciesMs = Float64Array.from(latencies).sort()
  return { latenciesMs, lagsMs: lags.sort(), statuses, events, seconds: (last - began) / 1000 }
}

/** Milliseconds at which requests are due. */
function arrivals(rate: number, seconds: number): Float64Array {
  const random = new Random(`arrivals at ${rate}`)
  const times: number[] = []
  for (let at = 0; at < seconds * 1000; at += (-Math.log(1 - random.next()) * 1000) / rate) times.push(at)
  return Float64Array.from(times)
}

/** An answer, or what became of the request instead: that is counted like a status. */
function post({ url, headers }: Load, agent: Agent, body: string): Promise<{ status: string; answer: string }> {
  return new Promise((resolve) => {
    const options = { method: 'POST', agent, headers: { ...headers, 'content-length': Buffer.byteLength(body) } }
    const sent = request(url, options, (response) => {
      let answer = ''
      response.setEncoding('utf8')
      response.on('data', (part: string) => {
        answer += part
      })
      response.on('end', () => resolve({ status: String(response.statusCode), answer }))
    })
    sent.setTimeout(timeoutMs, () => sent.destroy(new Error('timeout')))
    sent.on('error', (error: NodeJS.ErrnoException) => resolve({ status: error.code ?? error.message, answer: '' }))
    sent.end(body)
  })
}

/** The value below which a share of the sorted numbers lies; NaN where there are none. */
export const quantile = (sorted: Float64Array, share: number) =>
  sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN
