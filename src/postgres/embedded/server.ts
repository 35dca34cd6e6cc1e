import { createServer, type Socket } from 'node:net'
import type { PGlite } from '@electric-sql/pglite'
import { openTurns } from './protocol-turns.ts'

interface Waiting {
  readonly from: Socket
  readonly turn: Uint8Array
}

const rollBack = Buffer.from('Q\0\0\0\x0dROLLBACK\0')

/**
 * Serves one PGlite to many connections over a Unix socket. They share its one session, so each has it for a whole
 * turn, and from the beginning of a transaction to its end: a statement that is still being sent never meets the
 * parameters of another. A connection that breaks within a transaction is rolled back.
 * @param onError called when PGlite itself fails; it cannot be relied on after that.
 */
export async function servePglite(
  db: PGlite,
  path: string,
  onError: (error: unknown) => void,
): Promise<{ close(): Promise<void> }> {
  const sockets = new Set<Socket>()
  let waiting: Waiting[] = []
  let owner: Socket | undefined
  let busy = false
  let lastRun = Promise.resolve()

  async function take({ from, turn }: Waiting): Promise<void> {
    await db.execProtocolRawStream(turn, {
      onRawData: (bytes) => {
        // The bytes lie in PGlite's memory, which the next turn writes over.
        if (from.writable) from.write(Buffer.from(bytes))
      },
    })
    owner = db.isInTransaction() ? from : undefined
    if (owner?.destroyed) await take({ from, turn: rollBack })
  }

  function nextTurn(): Waiting | undefined {
    const index = owner === undefined ? 0 : waiting.findIndex(({ from }) => from === owner)
    return index < 0 ? undefined : waiting.splice(index, 1)[0]
  }

  async function run(): Promise<void> {
    busy = true
    for (let next = nextTurn(); next !== undefined; next = nextTurn()) await take(next)
    busy = false
  }

  const enqueue = (from: Socket, turn: Uint8Array) => {
    waiting.push({ from, turn })
    if (!busy) lastRun = run().catch(onError)
  }

  const server = createServer((socket) => {
    const turns = openTurns()
    sockets.add(socket)
    socket.on('data', (bytes) => {
      try {
        for (const turn of turns.push(bytes)) enqueue(socket, turn)
      } catch (error) {
        socket.destroy(error instanceof Error ? error : undefined)
      }
    })
    // `close` follows an error, and is where a broken connection is tidied up.
    socket.on('error', () => {})
    socket.on('close', () => {
      sockets.delete(socket)
      waiting = waiting.filter(({ from }) => from !== socket)
      if (owner === socket) enqueue(socket, rollBack)
    })
  })
  server.on('error', onError)
  await new Promise<void>((resolve) => server.listen(path, resolve))

  return {
    async close() {
      const closed = new Promise((resolve) => server.close(resolve))
      for (const socket of sockets) socket.destroy()
      await closed
      await lastRun
    },
  }
}
