import { writeAddress } from '../../api/address.ts'
import type { LiveEvent } from './feed.ts'
import type { LiveSearch } from './search.ts'

export type ConnectionState =
  | { readonly state: 'connecting' }
  | { readonly state: 'open' }
  /** The stream broke; the browser takes it up where it ended. `reason` is the service's, if it gave one. */
  | { readonly state: 'resuming'; readonly reason: string | null }
  /** The service answered with something else than a stream; a new attempt follows. */
  | { readonly state: 'refused' }

interface ConnectionDeps {
  onState: (state: ConnectionState) => void
  onEvent: (event: LiveEvent) => void
  /** A message that is no event: a fault that must be seen, not swallowed. */
  onFault: (error: Error) => void
}

const firstRetryMs = 2000
const lastRetryMs = 30_000

function reasonOf(data: string): string {
  const told: unknown = JSON.parse(data)
  const reason = typeof told === 'object' && told !== null && 'reason' in told ? told.reason : undefined
  return typeof reason === 'string' ? reason : 'no reason given'
}

/**
 * Opens the stream and keeps it open. A broken connection is resumed by the browser with `Last-Event-ID`; only an
 * answer that is no stream (401, 503) ends it for good, and is tried again here from the same place, each time after a
 * longer while. A place that the service does not know (400: its log is another one now) is forgotten.
 * @returns closes it.
 */
export function connect(filters: LiveSearch, { onState, onEvent, onFault }: ConnectionDeps): () => void {
  let source: EventSource
  let timer: ReturnType<typeof setTimeout> | undefined
  let retryMs = firstRetryMs
  let reason: string | null = null
  let lastId = ''
  const closed = new AbortController()

  const address = () => {
    const resume = lastId === '' ? undefined : lastId
    return `/analytics/stream${writeAddress({ ...filters, last_event_id: resume })}`
  }

  const again = async () => {
    if (lastId !== '' && (await isRefused(address(), closed.signal))) lastId = ''
    if (!closed.signal.aborted) open()
  }

  const open = () => {
    onState({ state: 'connecting' })
    source = new EventSource(address())
    source.addEventListener('open', () => {
      retryMs = firstRetryMs
      reason = null
      onState({ state: 'open' })
    })
    source.addEventListener('event', ({ data, lastEventId }: MessageEvent<string>) => {
      lastId = lastEventId
      try {
        onEvent(JSON.parse(data) as LiveEvent)
      } catch (cause) {
        onFault(new Error('the stream sent a message that is no JSON', { cause }))
      }
    })
    source.addEventListener('dropped', ({ data }: MessageEvent<string>) => {
      try {
        reason = reasonOf(data)
      } catch (cause) {
        onFault(new Error('the stream ended with a message that is no JSON', { cause }))
      }
    })
    source.addEventListener('error', () => {
      if (source.readyState === EventSource.CONNECTING) return onState({ state: 'resuming', reason })
      onState({ state: 'refused' })
      timer = setTimeout(() => void again(), retryMs)
      retryMs = Math.min(retryMs * 2, lastRetryMs)
    })
  }

  open()
  return () => {
    closed.abort()
    clearTimeout(timer)
    source.close()
  }
}

/** Whether the request is invalid, so that retrying is useless: an EventSource does not report the status. */
async function isRefused(address: string, signal: AbortSignal): Promise<boolean> {
  const answered = new AbortController()
  try {
    const { status } = await fetch(address, { signal: AbortSignal.any([signal, answered.signal]) })
    return status === 400
  } catch {
    // No response, or the request was cancelled: whether the request is invalid stays unknown.
    return false
  } finally {
    answered.abort()
  }
}
