import { randomUUID } from 'node:crypto'
import { createReadStream, rmSync } from 'node:fs'
import { copyFile, mkdir, open, readdir, rename, rm } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import { type ArchiveStore, ObjectRefused } from './store.ts'

/** What file systems say to a name or a size that they do not take. */
const refusals = new Set(['ENAMETOOLONG', 'EILSEQ', 'EFBIG'])
const isRefusal = (error: unknown) =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' && refusals.has(error.code)

const isMissing = (error: unknown) => error instanceof Error && 'code' in error && error.code === 'ENOENT'

/**
 * An archive in a folder: an object is a file, in place only when it is whole and on the disk. Opening it clears away
 * what a kill left half copied.
 */
export function openFolderStore(folder: string): ArchiveStore {
  const unfinished = join(folder, '.unfinished')
  rmSync(unfinished, { recursive: true, force: true })
  const pathOf = (name: string) => join(folder, ...name.split('/'))
  return {
    place: folder,
    check: () => mkdir(folder, { recursive: true }),
    async put(name, file) {
      const path = pathOf(name)
      await mkdir(unfinished, { recursive: true })
      const copy = join(unfinished, randomUUID())
      try {
        await mkdir(dirname(path), { recursive: true })
        await copyFile(file, copy)
        await sync(copy)
        await rename(copy, path)
        await sync(dirname(path))
      } catch (error) {
        await rm(copy, { force: true })
        throw isRefusal(error) ? new ObjectRefused(`the folder takes no such object`, { cause: error }) : error
      }
    },
    async get(name) {
      const stream = createReadStream(pathOf(name))
      return new Promise((resolve, reject) => {
        stream.once('open', () => resolve(stream))
        stream.once('error', (error) => (isMissing(error) ? resolve(undefined) : reject(error)))
      })
    },
    remove: (name) => rm(pathOf(name), { force: true }),
    async list(prefix) {
      const found = await readdir(pathOf(prefix), { recursive: true, withFileTypes: true }).catch((error) => {
        if (isMissing(error)) return []
        throw error
      })
      return found
        .filter((it) => it.isFile())
        .map((it) => relative(folder, join(it.parentPath, it.name)).split(sep).join('/'))
        .sort()
    },
    close() {},
  }
}

/** Has the disk keep a file, or a folder's list of files, before it is relied on. */
async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
