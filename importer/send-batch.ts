import { setTimeout as sleep } from 'node:timers/promises'
import { backOffMs } from '../src/platform/backoff.ts'
import { ImportStopped } from './stopped.ts'

export interface Service {
  readonly url: string
  readonly key: string
  /** How often one batch is sent before the import stops. */
  readonly attempts: number
  /** Names the import to the service, which counts its batches as one operation. */
  readonly importId?: string
}

/** What is said of one event. */
export interface Answer {
  readonly status: 'accepted' | 'duplicate' | 'rejected'
  readonly reason?: string
  readonly errors?: readonly unknown[]
}

/** What the service says of one event of a batch. */
export interface Result extends Answer {
  readonly index: number
  readonly id: string | null
}

const timeoutMs = 60_000
const longestWaitMs = 60_000
/** Too much at once, or away for the moment. Keys make it safe to send again what may have been taken. */
const transient = new Set([429, 503])

/**
 * Sends events, each a line of JSON, as one NDJSON batch, again and again with jitter while the service is busy or away.
 * A batch whose answer was lost is sent again, and its events come back as duplicates.
 * @returns one result for each event, in their order.
 * @throws ImportStopped when the service says no for good, or is busy for too long.
 */
export async function sendBatch(service: Service, events: readonly string[]): Promise<Result[]> {
  const { importId } = service
  const headers = { 'content-type': 'application/x-ndjson', ...(importId && { 'pocm-import': importId }) }
  const init = { method: 'POST', headers, body: events.join('\n') }
  return read(await askUntilAnswered(service, '/analytics/ingest/batch', init), events.length)
}

interface Init {
  readonly method: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

/**
 * Asks again and again with jitter while the service is busy or away. Only for what may be asked twice.
 * @throws ImportStopped when the service is busy or away for too long.
 */
export async function askUntilAnswered(service: Service, path: string, init: Init): Promise<Response> {
  let trouble = ''
  for (let attempt = 0; attempt < service.attempts; attempt++) {
    const response = await ask(service, path, init)
    if (!(response instanceof Error) && !transient.has(response.status)) return response
    trouble = response instanceof Error ? causeOf(response) : await titleOf(response)
    if (attempt + 1 === service.attempts) break
    const askedMs = response instanceof Error ? 0 : retryAfterMs(response.headers.get('retry-after'), Date.now())
    await sleep(Math.min(askedMs, longestWaitMs) + backOffMs(attempt, 100))
  }
  throw new ImportStopped(
    `${service.url} did not answer in ${service.attempts} attempts: ${trouble}. The same command resumes.`,
  )
}

/** A network failure is a value: whether it is worth another attempt is decided with the busy answers. */
async function ask({ url, key }: Service, path: string, { headers, ...init }: Init): Promise<Response | Error> {
  try {
    return await fetch(new URL(path, url), {
      ...init,
      headers: { authorization: `Bearer ${key}`, ...headers },
      signal: AbortSignal.timeout(timeoutMs),
    })
  } catch (error) {
    return error as Error
  }
}

const causeOf = (error: Error) => (error.cause instanceof Error ? error.cause.message || error.message : error.message)

async function read(response: Response, sent: number): Promise<Result[]> {
  if (response.status !== 207) throw new ImportStopped(`The service refused a batch: ${await titleOf(response)}`)
  const { results } = (await response.json()) as { results?: Result[] }
  const ordered = results?.toSorted((a, b) => a.index - b.index) ?? []
  if (ordered.length !== sent || ordered.some(({ index }, place) => index !== place)) {
    throw new ImportStopped(`The service was sent ${sent} events and answered for ${ordered.length}.`)
  }
  return ordered
}

async function titleOf(response: Response): Promise<string> {
  const text = await response.text()
  try {
    const { code, title, detail } = JSON.parse(text) as Record<string, unknown>
    return [response.status, code, title, detail].filter((part) => part !== undefined).join(' · ')
  } catch (error) {
    if (error instanceof SyntaxError) return `${response.status} ${text.slice(0, 200)}`
    throw error
  }
}

/** `Retry-After` is a number of seconds or an HTTP date. */
export function retryAfterMs(header: string | null, nowMs: number): number {
  if (header === null) return 0
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - nowMs
  return Number.isNaN(ms) ? 0 : Math.max(0, ms)
}
