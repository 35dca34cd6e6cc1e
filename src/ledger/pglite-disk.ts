import { closeSync, fsyncSync, globSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { NodeFS } from '@electric-sql/pglite/nodefs'

type Init = NodeFS['init']

/** What of Emscripten's file system over Node's is touched here. */
interface NodeFiles {
  readonly stream_ops: { fsync?: (stream: { nfd: number }) => number }
  readonly node_ops: { rename(node: unknown, folder: unknown, name: string): void }
  /** Makes the error of a system call one that PostgreSQL understands. */
  tryFSOperation<T>(act: () => T): T
  realPath(node: unknown): string
}

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

/**
 * PGlite's folder on a disk, with an `fsync` that reaches it. Emscripten has none for Node's files and answers that all
 * is well, so a power cut would take what PostgreSQL believes to be durable.
 */
export class DurableNodeFS extends NodeFS {
  override async init(...[pg, options]: Parameters<Init>): ReturnType<Init> {
    const { emscriptenOpts } = await super.init(pg, options)
    const addSync = ({ FS }: { FS: { filesystems: unknown } }) => {
      const { NODEFS: files } = FS.filesystems as { NODEFS: NodeFiles }
      files.stream_ops.fsync = ({ nfd }) => {
        files.tryFSOperation(() => fsyncSync(nfd))
        return 0
      }
      const { rename } = files.node_ops
      files.node_ops.rename = (node, folder, name) => {
        rename(node, folder, name)
        files.tryFSOperation(() => syncPath(files.realPath(folder)))
      }
    }
    return { emscriptenOpts: { ...emscriptenOpts, preRun: [...(emscriptenOpts.preRun ?? []), addSync] } }
  }
}
