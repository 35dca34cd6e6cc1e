import { closeSync, fsyncSync, globSync, openSync } from 'node:fs'
import { join } from 'node:path'

/** Brings a file, or the names in a folder, to the disk. */
export function syncPath(path: string): void {
  const opened = openSync(path, 'r')
  try {
    fsyncSync(opened)
  } finally {
    closeSync(opened)
  }
}

/** Brings a folder and all that is in it to the disk. */
export function syncTree(folder: string): void {
  for (const path of globSync('**', { cwd: folder })) syncPath(join(folder, path))
}
