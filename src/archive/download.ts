import { createHash, randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
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
  { name, bytes, sha256 }: ArchivedFile,
  act: (path: string) => Promise<T>,
): Promise<{ result: T } | { damage: string }> {
  const source = await store.get(name)
  if (source === undefined) return { damage: 'is missing' }
  await mkdir(folder, { recursive: true })
  const path = join(folder, randomUUID())
  try {
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
    if (length > bytes) return { damage: `has more than the ${bytes} bytes that it had when it was written` }
    if (length !== bytes) return { damage: `has ${length} bytes and had ${bytes} when it was written` }
    if (hash.digest('hex') !== sha256) return { damage: 'has other bytes than when it was written' }
    return { result: await act(path) }
  } finally {
    await rm(path, { force: true })
  }
}
