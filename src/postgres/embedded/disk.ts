import { fsyncSync } from 'node:fs'
import { NodeFS } from '@electric-sql/pglite/nodefs'
import { syncPath } from '../../platform/sync-path.ts'

type Init = NodeFS['init']

/** What of Emscripten's file system over Node's is touched here. */
interface NodeFiles {
  readonly stream_ops: { fsync?: (stream: { nfd: number }) => number }
  readonly node_ops: {
    rename(node: unknown, folder: unknown, name: string): void
    mknod(folder: unknown, name: string, mode: number, dev: number): unknown
    setattr(node: unknown, attributes: { mode?: number }): void
  }
  /** Makes the error of a system call one that PostgreSQL understands. */
  tryFSOperation<T>(act: () => T): T
  realPath(node: unknown): string
}

/** A mode without the bits of group and others; the kind of file stays. */
const privately = (mode: number) => mode & ~0o077

/**
 * PGlite's folder on a disk, with an `fsync` that reaches it. Emscripten has none for Node's files and answers that all
 * is well, so a power cut would take what PostgreSQL believes to be durable. Files are made for their owner alone:
 * Emscripten sets modes by chmod, which no umask narrows.
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
      const { rename, mknod, setattr } = files.node_ops
      files.node_ops.mknod = (folder, name, mode, dev) => mknod(folder, name, privately(mode), dev)
      files.node_ops.setattr = (node, attributes) => {
        const { mode } = attributes
        setattr(node, mode === undefined ? attributes : { ...attributes, mode: privately(mode) })
      }
      files.node_ops.rename = (node, folder, name) => {
        rename(node, folder, name)
        files.tryFSOperation(() => syncPath(files.realPath(folder)))
      }
    }
    return { emscriptenOpts: { ...emscriptenOpts, preRun: [...(emscriptenOpts.preRun ?? []), addSync] } }
  }
}
