import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'

export interface EmbeddedPostgres {
  /** What `pg` connects to: the folder of the Unix socket. */
  readonly connection: { readonly host: string; readonly user: string; readonly database: string }
  close(): Promise<void>
}

/**
 * Starts PGlite on `folder`. Its socket lives in a private temporary folder, since a Unix socket's path may be no
 * longer than 107 bytes and a data folder's often is.
 * @throws when the folder is not a PostgreSQL data folder that PGlite can open.
 */
export async function startEmbeddedPostgres(
  folder: string,
  onCrash: (error: Error) => void,
): Promise<EmbeddedPostgres> {
  const host = await mkdtemp(join(tmpdir(), 'pocm-pg-'))
  const worker = new Worker(new URL('./pglite-worker.ts', import.meta.url), {
    workerData: { folder, socket: join(host, '.s.PGSQL.5432') },
  })
  let closing = false
  const ended = once(worker, 'exit')
  await once(worker, 'message')
  worker.on('error', onCrash)
  worker.once('exit', (code) => {
    if (!closing) onCrash(new Error(`the embedded PostgreSQL ended by itself with code ${code}`))
  })
  return {
    connection: { host, user: 'postgres', database: 'postgres' },
    async close() {
      closing = true
      worker.postMessage('close')
      await once(worker, 'message')
      await worker.terminate()
      await ended
      await rm(host, { recursive: true, force: true })
    },
  }
}
