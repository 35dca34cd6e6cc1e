import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import { PGlite } from '@electric-sql/pglite'
import { syncPath, syncTree } from '../../platform/sync-path.ts'
import { DurableNodeFS } from './disk.ts'
import { endOnPanic } from './panic.ts'
import { servePglite } from './server.ts'

/**
 * Runs the embedded PostgreSQL on a thread of its own, where it cannot hold up the event loop, and serves it on a
 * Unix socket. `workerData`: the data folder and the socket's path. Says `ready`, and closes on `close`. What
 * PostgreSQL itself has to say when it fails goes out as `{ complaint }`.
 */
const { folder, socket } = workerData as { folder: string; socket: string }

// PGlite turns fsync off. Of the ways to write the log through, Emscripten passes on only `fsync` itself.
const startParams = [
  ...PGlite.defaultStartParams.filter((param) => param !== '-F'),
  ...['-c', 'fsync=on', '-c', 'wal_sync_method=fsync', '-c', 'max_wal_size=256MB'],
  // One session serves all callers: to analyse a month of events takes a tenth of the time with a tenth of the sample.
  ...['-c', 'default_statistics_target=10'],
]

function onStderr(text: string): boolean {
  if (/\b(PANIC|FATAL): /.test(text)) parentPort?.postMessage({ complaint: text.trim() })
  return true
}

const open = (path: string) => PGlite.create({ fs: new DurableNodeFS(path), startParams, onStderr })

/** Makes the folder under another name first: a process that is killed meanwhile leaves none that is half made. */
async function make(): Promise<void> {
  const making = `${folder}.new`
  rmSync(making, { recursive: true, force: true })
  mkdirSync(making, { recursive: true })
  await (await open(making)).close()
  syncTree(making)
  renameSync(making, folder)
  syncPath(dirname(folder))
}

if (!existsSync(folder)) await make()
const db = await open(folder)
// Ends this thread, of which its parent thread is notified.
endOnPanic(db, () => process.exit(1))
const server = await servePglite(db, socket, (error) => {
  setImmediate(() => {
    throw error
  })
})

parentPort?.once('message', async () => {
  await server.close()
  await db.close()
  parentPort?.postMessage('closed')
})
parentPort?.postMessage('ready')
