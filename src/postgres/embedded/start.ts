import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { needPackage } from '../../platform/optional-package.ts'

export interface EmbeddedPostgres {
  /** What `pg` connects to: the folder of the Unix socket. Nothing of it is left to variables like PGPORT. */
  readonly connection: {
    readonly host: string
    readonly port: number
    readonly user: string
    readonly database: string
    readonly ssl: false
  }
  close(): Promise<void>
}

const port = 5432
const socketPrefix = join(tmpdir(), 'pocm-pg-')

/** Makes a private folder for the socket, notes it beside the data, and clears away the one that a kill left. */
async function makeSocketFolder(note: string): Promise<string> {
  await mkdir(dirname(note), { recursive: true })
  const left = existsSync(note) ? await readFile(note, 'utf8') : ''
  if (left.startsWith(socketPrefix)) await rm(left, { recursive: true, force: true })
  const made = await mkdtemp(socketPrefix)
  await writeFile(note, made)
  return made
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
  needPackage('@electric-sql/pglite', 'DATABASE_URL')
  const note = `${folder}.socket`
  const host = await makeSocketFolder(note)
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    workerData: { folder, socket: join(host, `.s.PGSQL.${port}`) },
  })
  let complaint = ''
  worker.on('message', (message) => {
    if (typeof message?.complaint === 'string') complaint = `: ${message.complaint}`
  })
  const says = (word: string) =>
    new Promise<void>((resolve) => {
      worker.on('message', (message) => message === word && resolve())
    })
  const ended = new Promise<number>((resolve) => {
    worker.once('exit', resolve)
  })
  const broke = ended.then((code) => {
    throw new Error(`the embedded PostgreSQL ended by itself with code ${code}${complaint}`)
  })
  const tidy = async () => {
    await rm(host, { recursive: true, force: true })
    await rm(note, { force: true })
  }
  try {
    await Promise.race([says('ready'), once(worker, 'error').then(([error]) => Promise.reject(error)), broke])
  } catch (error) {
    await worker.terminate()
    await tidy()
    const why = complaint || `: ${error instanceof Error ? error.message : error}`
    throw new Error(`the embedded PostgreSQL could not open ${folder}${why}`, { cause: error })
  }

  let closing = false
  worker.on('error', onCrash)
  broke.catch((error) => {
    if (!closing) onCrash(error)
  })
  return {
    connection: { host, port, user: 'postgres', database: 'postgres', ssl: false },
    async close() {
      closing = true
      const closed = says('closed')
      worker.postMessage('close')
      await Promise.race([closed, ended])
      await worker.terminate()
      await tidy()
    },
  }
}
