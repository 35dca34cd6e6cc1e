import type { Readable } from 'node:stream'

/** The store refuses an object for its own sake, such as its name; it takes others. */
export class ObjectRefused extends Error {}

/** Where archived objects lie: a bucket or a folder. Names are paths with `/`. */
export interface ArchiveStore {
  /** Resolves when it can be written, so that a caller does not prepare much in vain. */
  check(): Promise<unknown>
  /**
   * Writes an object whole, or not at all; one of that name is replaced.
   * @param file path of what to write
   * @throws ObjectRefused; Failure archive_unavailable
   */
  put(name: string, file: string): Promise<void>
  /** Reads an object; undefined where there is none. */
  get(name: string): Promise<Readable | undefined>
  /** Removes an object, and all its versions where the store keeps them; nothing happens where there is none. */
  remove(name: string): Promise<void>
  /** The names under a prefix, in order. */
  list(prefix: string): Promise<string[]>
  /** For log lines and the status: what it is and where. */
  readonly place: string
  close(): void
}
