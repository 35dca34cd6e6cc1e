import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { adminKey } from './service.ts'

/** An answer as it came over the wire. */
export interface RawAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** A connection that says what no HTTP library would. */
export interface RawConnection {
  readonly socket: Socket
  send(bytes: string | Uint8Array): void
  /** The next answer, read by its content-length. @throws when the connection ends before it. */
  answer(): Promise<RawAnswer>
}

export const authorization = `authorization: Bearer ${adminKey}\r\n`

export async function connectRaw(url: string): Promise<RawConnection> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  let received = Buffer.alloc(0)
  let ended = false
  let wake: () => void = () => {}
  socket.on('data', (bytes) => {
    received = Buffer.concat([received, bytes])
    wake()
  })
  // A connection that breaks ends too; a pending read is resolved.
  socket.on('error', () => socket.destroy())
  socket.on('close', () => {
    ended = true
    wake()
  })
  await once(socket, 'connect')

  const more = () => new Promise<void>((resolve) => (wake = resolve))
  async function until(enough: () => boolean): Promise<void> {
    while (!enough()) {
      if (ended) throw new Error(`the connection ended after ${JSON.stringify(received.toString().slice(0, 200))}`)
      await more()
    }
  }
  return {
    socket,
    send: (bytes) => void socket.write(bytes),
    async answer() {
      await until(() => received.includes('\r\n\r\n'))
      const end = received.indexOf('\r\n\r\n')
      const [first = '', ...lines] = received.subarray(0, end).toString().split('\r\n')
      const headers = Object.fromEntries(lines.map((line) => line.toLowerCase().split(/:\s*/, 2)))
      const length = Number(headers['content-length'] ?? 0)
      received = received.subarray(end + 4)
      await until(() => received.length >= length)
      const body = received.subarray(0, length).toString()
      received = received.subarray(length)
      return { status: Number(first.split(' ')[1]), headers, body }
    },
  }
}
