import type { WebSocket } from '@fastify/websocket'
import type { EventStream } from './event-stream.ts'

const pingMs = 15_000
/** A reader that takes nothing for so long is dropped; it may resume from the last id that it got. */
const slowMs = 10_000
/** What may wait in this process for one reader. */
const bufferBytes = 512 * 1024
/** How long a reader that was dropped may take to read why, and to say that it goes. */
const lastWordsMs = 2_000

/** Why a socket is closed. https://www.iana.org/assignments/websocket/websocket.xhtml#close-code-number */
const codes: Readonly<Record<string, number>> = {
  ...{ shutting_down: 1001, failed: 1011, slow_reader: 1013 },
  // From the range for applications, as other services say it: the credential does not hold.
  unauthenticated: 4401,
}

/**
 * The stream of events over a WebSocket: each message is JSON, `{id, event, data}`, and `dropped` says why it ends.
 * What a reader sends is ignored.
 * @param on `onRoom` follows a `send` that gave false; `onEnd` is called once, whichever side ended it, and never
 *   before this function has returned; `onDrop` when the reader was disconnected.
 */
export function openSocketStream(
  socket: WebSocket,
  on: { onRoom(): void; onEnd(): void; onDrop(reason: string): void },
): EventStream {
  let slow: NodeJS.Timeout | undefined
  let answered = true
  const isOpen = () => socket.readyState === socket.OPEN

  const drop = (reason: string) => {
    if (!isOpen()) return
    on.onDrop(reason)
    socket.send(JSON.stringify({ id: null, event: 'dropped', data: { reason } }))
    socket.close(codes[reason] ?? 1011, reason)
    // One who reads nothing does not read this either, and would hold its connection and what waits for it.
    setTimeout(() => socket.terminate(), lastWordsMs).unref()
  }

  // A connection that broke without a word answers no ping.
  const pinging = setInterval(() => {
    if (!answered) return socket.terminate()
    answered = false
    if (isOpen()) socket.ping()
  }, pingMs)
  socket.on('pong', () => {
    answered = true
  })
  const end = () => {
    clearInterval(pinging)
    clearTimeout(slow)
    on.onEnd()
  }
  if (isOpen()) socket.once('close', end)
  else setImmediate(end)
  socket.on('error', () => socket.terminate())

  /** Called when something that was sent has left this process. */
  const onSent = () => {
    if (slow === undefined || socket.bufferedAmount >= bufferBytes || !isOpen()) return
    clearTimeout(slow)
    slow = undefined
    on.onRoom()
  }

  return {
    send(id, data) {
      if (!isOpen()) return true
      socket.send(JSON.stringify({ id, event: 'event', data }), onSent)
      if (socket.bufferedAmount < bufferBytes) return true
      slow = setTimeout(() => drop('slow_reader'), slowMs)
      return false
    },
    drop,
  }
}
