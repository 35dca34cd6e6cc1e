import { copyFile, mkdir, open, readdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'

const isMissing = (error: unknown) => error instanceof Error && 'code' in error && error.code === 'ENOENT'

/** Copies a file onto the disk. @returns false where it has gone meanwhile */
export async function copyDurably(from: string, to: string): Promise<boolean> {
  await mkdir(dirname(to), { recursive: true })
  try {
    await copyFile(from, to)
  } catch (error) {
    if (isMissing(error)) return false
    throw error
  }
  const file = await open(to, 'r')
  await file.sync().finally(() => file.close())
  return true
}

/** Every file and folder below one; what goes meanwhile is left out. */
async function* walk(folder: string, below: string): AsyncGenerator<{ path: string; isFolder: boolean }> {
  const entries = await readdir(join(folder, below), { withFileTypes: true }).catch((error) => {
    if (isMissing(error)) return []
    throw error
  })
  for (const entry of entries) {
    const path = below === '' ? entry.name : join(below, entry.name)
    if (entry.isDirectory()) {
      yield { path, isFolder: true }
      yield* walk(folder, path)
    } else if (entry.isFile()) yield { path, isFolder: false }
  }
}

/**
 * Copies a folder with all that is in it, empty folders too. Files that others remove meanwhile are left out.
 * @param takes which paths below it are copied
 */
export async function copyTree(from: string, to: string, takes: (path: string) => boolean = () => true): Promise<void> {
  await mkdir(to, { recursive: true })
  for await (const { path, isFolder } of walk(from, '')) {
    if (!takes(path)) continue
    if (isFolder) await mkdir(join(to, path), { recursive: true })
    else await copyDurably(join(from, path), join(to, path))
  }
}

/** The paths of all files below a folder, in order. */
export async function filesBelow(folder: string): Promise<string[]> {
  const files: string[] = []
  for await (const { path, isFolder } of walk(folder, '')) if (!isFolder) files.push(path)
  return files.sort()
}
