import { statfs } from 'node:fs/promises'
import type { Now } from './clock.ts'
import { Failure } from './errors.ts'

/** The room left on the disk of a folder. */
export interface DiskSpace {
  /**
   * Checks the free space of the disk, at most once a second.
   * @throws Failure disk_full when less is free than must stay free.
   */
  check(): Promise<void>
  /** Bytes that this process may still write. */
  freeBytes(): Promise<number>
}

const rememberMs = 1_000

/**
 * Watches a disk so that a store on it never writes to the very end: PostgreSQL panics there, in the middle of whatever
 * it was doing. What stays free is for what was begun: write-ahead log, merges, positions.
 */
export function watchDiskSpace(folder: string, minFreeBytes: number, now: Now): DiskSpace {
  let free = Promise.resolve(Number.POSITIVE_INFINITY)
  let lookedAt = Number.NEGATIVE_INFINITY

  const freeBytes = () => {
    if (now() - lookedAt >= rememberMs) {
      lookedAt = now()
      free = statfs(folder).then(({ bavail, bsize }) => bavail * bsize)
    }
    return free
  }
  return {
    freeBytes,
    async check() {
      const left = await freeBytes()
      if (left >= minFreeBytes) return
      const detail = `The disk has ${mebibytes(left)} free, and ${mebibytes(minFreeBytes)} must stay so.`
      throw new Failure('disk_full', detail, { retry_after: 30 })
    },
  }
}

const mebibytes = (bytes: number) => `${Math.floor(bytes / 1024 ** 2)} MiB`
