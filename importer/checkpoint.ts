import { createHash } from 'node:crypto'
import { open, readFile, rename, stat } from 'node:fs/promises'
import { ImportStopped } from './stopped.ts'

/** What an import is of; a checkpoint of another cannot be resumed. */
export interface Identity {
  readonly mapping_sha256: string
  readonly file_bytes: number
  readonly head_sha256: string
  readonly url: string
}

/** How far an import has been acknowledged. Everything counts from the beginning of the file. */
export interface Checkpoint {
  readonly identity: Identity
  /** Rows of the source that the outcomes below account for. */
  readonly rows: number
  /** Events, rejections and skipped rows, in the order in which the mapping gives them. */
  readonly outcomes: number
  readonly accepted: number
  readonly duplicates: number
  /** Of the duplicates, those whose key stood earlier in this file. */
  readonly repeated?: number
  readonly rejected: number
  /** The rejected by their reason; an import that an earlier version began lacks those of before. */
  readonly reasons?: Readonly<Record<string, number>>
  readonly skipped: Readonly<Record<string, number>>
  /** Length of the file of rejected rows; what lies beyond was written just before a crash. */
  readonly rejected_bytes: number
  /** The place among the outcomes of the last event that the service has, from 1; 0 while it has none. */
  readonly last_stored: number
}

const headBytes = 1024 * 1024

/** Tells a file by its size and its first megabyte. */
export async function identify(file: string, mapping_sha256: string, url: string): Promise<Identity> {
  if (!URL.canParse(url)) throw new ImportStopped(`${url} is no address of a service.`)
  await using handle = await open(file).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ENOENT' ? new ImportStopped(`There is no file ${file}.`) : error
  })
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(headBytes), 0, headBytes, 0)
  const head_sha256 = createHash('sha256').update(buffer.subarray(0, bytesRead)).digest('hex')
  return { mapping_sha256, file_bytes: (await stat(file)).size, head_sha256, url: new URL(url).href }
}

export const beginning = (identity: Identity): Checkpoint => ({
  identity,
  rows: 0,
  outcomes: 0,
  accepted: 0,
  duplicates: 0,
  rejected: 0,
  skipped: {},
  rejected_bytes: 0,
  last_stored: 0,
})

const changed: Readonly<Record<keyof Identity, string>> = {
  mapping_sha256: 'the mapping has changed',
  file_bytes: 'the file has another size',
  head_sha256: 'the file begins differently',
  url: 'it was sent to another service',
}

/**
 * Reads where an earlier import stopped; the beginning where there was none.
 * @throws ImportStopped when it was of another file or mapping, or went to another service.
 */
export async function readCheckpoint(path: string, identity: Identity): Promise<Checkpoint> {
  const text = await readIfPresent(path)
  if (text === undefined) return beginning(identity)
  const checkpoint = parseState(text, path)
  const names = Object.keys(changed) as (keyof Identity)[]
  const differing = names.filter((name) => checkpoint.identity[name] !== identity[name])
  if (differing.length === 0) return checkpoint
  throw new ImportStopped(
    `${path} holds an import that cannot be resumed, because ${differing.map((name) => changed[name]).join(' and ')}. ` +
      'Start again from the beginning with --restart: what the service has already is not doubled.',
  )
}

function parseState(text: string, path: string): Checkpoint {
  try {
    const state: unknown = JSON.parse(text)
    if (typeof state === 'object' && state !== null && 'identity' in state) return state as Checkpoint
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
  }
  throw new ImportStopped(`${path} is no state of an import. Name another file.`)
}

async function readIfPresent(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** Replaces the checkpoint whole: a crash leaves the old one or the new one. */
export async function writeCheckpoint(path: string, checkpoint: Checkpoint): Promise<void> {
  const draft = `${path}.new`
  {
    await using file = await open(draft, 'w')
    await file.writeFile(`${JSON.stringify(checkpoint, null, 2)}\n`)
    await file.sync()
  }
  await rename(draft, path)
}
