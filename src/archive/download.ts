import { createHash, randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ArchivedFile } from './manifest.ts'
import type { ArchiveStore } from './store.ts'

/**
 * Fetches a file that a manifest names, checks its bytes, and lends its local path while `act` runs.
 * @returns what is wrong where it is not what was written; then `act` did not run.
 */
export async function withFile<T>(
  store: ArchiveStore,
  folder: string,
  file: ArchivedFile,
  act: (path: string) => Promise<T>,
): Promise<{ result: T } | { damage: string }> {
  const fetched = await fetchFile(store, folder, file)
  if ('damage' in fetched) return fetched
  try {
    return { result: await act(fetched.path) }
  } finally {
    await rm(fetched.path, { force: true })
  }
}

/** The same for a caller that removes the file itself. @returns its local path, or what is wrong; then there is none */
export async function fetchFile(
  store: ArchiveStore,
  folder: string,
  file: ArchivedFile,
): Promise<{ path: string } | { damage: string }> {
  const source = await store.get(file.name)
  if (source === undefined) return { damage: 'is missing' }
  await mkdir(folder, { recursive: true })
  const path = join(folder, randomUUID())
  let damage: string | undefined = 'was not read to its end'
  try {
    damage = await download(source, path, file)
    return damage === undefined ? { path } : { damage }
  } finally {
    if (damage !== undefined) await rm(path, { force: true })
  }
}

/** @returns what is wrong with what was fetched */
async function download(source: Readable, path: string, { bytes, sha256 }: ArchivedFile): Promise<string | undefined> {
  const hash = createHash('sha256')
  let length = 0
  await pipeline(
    source,
    async function* (chunks) {
      for await (const chunk of chunks) {
        hash.update(chunk)
        length += chunk.length
        if (length > bytes) return
        yield chunk
      }
    },
    createWriteStream(path),
  )
  if (length > bytes) return `has more than the ${bytes} bytes that it had when it was written`
  if (length !== bytes) return `has ${length} bytes and had ${bytes} when it was written`
  return hash.digest('hex') === sha256 ? undefined : 'has other bytes than when it was written'
}
