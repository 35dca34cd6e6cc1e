import { adminKey, until } from './service.ts'

export interface Message {
  readonly id: string
  readonly event: string
  // biome-ignore lint/suspicious/noExplicitAny: tests look into events of every type
  readonly data: any
}

/** A reader of the live stream that keeps what it got. */
export interface EventSource {
  readonly status: number
  readonly messages: readonly Message[]
  /** Waits for so many messages in all. */
  received(count: number): Promise<readonly Message[]>
  /** Resolves when the service has ended the stream. */
  readonly ended: Promise<void>
  close(): Promise<void>
}

const eventsOf = ({ messages }: EventSource) => messages.filter(({ event }) => event === 'event')
/** The keys of the events that a reader got, in their order. */
export const keysOf = (source: EventSource): string[] => eventsOf(source).map(({ data }) => data.idempotency_key)
export const lastIdOf = (source: EventSource): string => eventsOf(source).at(-1)?.id ?? ''

function messageOf(text: string): Message | undefined {
  const fields = new Map(
    text.split('\n').map((line) => {
      const at = line.indexOf(':')
      return [line.slice(0, at), line.slice(at + 1).trimStart()] as const
    }),
  )
  const data = fields.get('data')
  if (data === undefined) return undefined
  return { id: fields.get('id') ?? '', event: fields.get('event') ?? 'message', data: JSON.parse(data) }
}

/** Opens a stream; resolves when its headers are there, so that what happens from then on is in it. */
export async function openEventSource(
  url: string,
  options: { query?: string; lastEventId?: string; key?: string } = {},
): Promise<EventSource> {
  const stop = new AbortController()
  const response = await fetch(`${url}/analytics/stream?${options.query ?? ''}`, {
    headers: {
      authorization: `Bearer ${options.key ?? adminKey}`,
      ...(options.lastEventId !== undefined && { 'last-event-id': options.lastEventId }),
    },
    signal: stop.signal,
  })
  const messages: Message[] = []
  const read = async () => {
    let rest = ''
    try {
      for await (const text of (response.body ?? new ReadableStream()).pipeThrough(new TextDecoderStream())) {
        const parts = (rest + text).split('\n\n')
        rest = parts.pop() ?? ''
        messages.push(...parts.map(messageOf).filter((it) => it !== undefined))
      }
    } catch (error) {
      if (!stop.signal.aborted && !(error instanceof TypeError)) throw error
    }
  }
  const ended = read()
  return {
    status: response.status,
    messages,
    ended,
    async received(count) {
      await until(async () => messages.length >= count)
      return messages
    },
    async close() {
      stop.abort()
      await ended
    },
  }
}
