import type { Logger } from './log.ts'

/** Things to close when a process stops, in the reverse of the order in which they were opened. */
export interface Closers {
  add(name: string, close: () => Promise<void> | void): void
  /** Closes all, last opened first; a failure is logged and does not keep the others open. */
  close(): Promise<void>
}

export function collectClosers(log: Logger): Closers {
  const open: { name: string; close: () => Promise<void> | void }[] = []
  return {
    add: (name, close) => {
      open.push({ name, close })
    },
    async close() {
      for (let it = open.pop(); it !== undefined; it = open.pop()) {
        try {
          await it.close()
        } catch (error) {
          log.error({ err: error, part: it.name }, 'could not be closed')
        }
      }
    },
  }
}
