import type { Readable, Transform } from 'node:stream'

/** Pipes, and hands on what goes wrong, which `pipe` alone does not. */
export function forward<T extends Transform>(from: Readable, to: T): T {
  from.on('error', (error) => to.destroy(error))
  return from.pipe(to)
}
