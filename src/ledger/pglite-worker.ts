import { parentPort, workerData } from 'node:worker_threads'
import { PGlite } from '@electric-sql/pglite'
import { PGLiteSocketServer } from '@electric-sql/pglite-socket'

/**
 * Runs the embedded PostgreSQL on a thread of its own, where it cannot hold up the event loop, and serves it on a
 * Unix socket. `workerData`: the data folder and the socket's path. Says `ready`, and closes on `close`.
 */
const { folder, socket } = workerData as { folder: string; socket: string }

const db = await PGlite.create({ dataDir: folder })
const server = new PGLiteSocketServer({ db, path: socket, maxConnections: 1 })
await server.start()

parentPort?.once('message', async () => {
  await server.stop()
  await db.close()
  parentPort?.postMessage('closed')
})
parentPort?.postMessage('ready')
