import type { ServerResponse } from 'node:http'

const keepAliveMs = 15_000
/** A reader that takes nothing for so long is dropped; it may resume from the last id that it got. */
const slowMs = 10_000
/** What may wait in this process for one reader. */
const bufferBytes = 512 * 1024
/** How long a reader that was dropped may take to read why. */
const lastWordsMs = 2_000

/** Server-Sent Events to one reader. https://html.spec.whatwg.org/multipage/server-sent-events.html */
export interface EventStream {
  /** @returns false when it took this and has no room for more until `onRoom`. */
  send(id: string, data: unknown): boolean
  /** Sends the reason, and ends. */
  drop(reason: string): void
}

/**
 * Opens a stream on a response whose connection may have gone already.
 * @param on `onRoom` follows a `send` that gave false; `onEnd` is called once, whichever side ended it, and never
 *   before this function has returned; `onDrop` when the reader was disconnected.
 */
export function openEventStream(
  response: ServerResponse,
  on: { onRoom(): void; onEnd(): void; onDrop(reason: string): void },
): EventStream {
  let slow: NodeJS.Timeout | undefined
  const write = (text: string) => {
    if (!response.writableEnded && !response.destroyed) response.write(text)
  }

  const drop = (reason: string) => {
    if (response.writableEnded) return
    on.onDrop(reason)
    response.end(`event: dropped\ndata: ${JSON.stringify({ reason })}\n\n`)
    // One who reads nothing does not read this either, and would hold its connection and what waits for it.
    setTimeout(() => response.destroy(), lastWordsMs).unref()
  }

  const keepAlive = setInterval(() => write(': keep-alive\n\n'), keepAliveMs)
  const end = () => {
    clearInterval(keepAlive)
    clearTimeout(slow)
    on.onEnd()
  }
  // A connection that broke while the request was checked emits no event any more.
  if (response.closed || response.socket?.destroyed !== false) setImmediate(end)
  else response.once('close', end)
  response.on('drain', () => {
    clearTimeout(slow)
    if (!response.writableEnded) on.onRoom()
  })
  response.on('error', () => response.destroy())

  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store, no-transform',
    'x-accel-buffering': 'no',
  })
  write('retry: 1000\n\n')

  return {
    send(id, data) {
      write(`id: ${id}\nevent: event\ndata: ${JSON.stringify(data)}\n\n`)
      if (response.writableLength < bufferBytes) return true
      slow = setTimeout(() => drop('slow_reader'), slowMs)
      return false
    },
    drop,
  }
}
