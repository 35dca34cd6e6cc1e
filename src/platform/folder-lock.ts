import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/**
 * Takes a data folder for this process. The lock is SQLite's, held by the operating system: it goes with the process,
 * however that ends, so a kill never leaves a folder locked and a reused process id never fools it.
 * @returns a function that gives the folder back.
 * @throws Error when another process has it.
 */
export function lockFolder(folder: string): () => void {
  mkdirSync(folder, { recursive: true })
  const holder = join(folder, 'pocm.pid')
  const lock = new DatabaseSync(join(folder, 'pocm.lock'), { timeout: 0 })
  try {
    lock.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE')
  } catch (error) {
    lock.close()
    if (!(error instanceof Error) || !/locked|busy/i.test(error.message)) throw error
    throw new Error(`The data folder ${folder} is in use by process ${nameOf(holder)}`, { cause: error })
  }
  writeFileSync(holder, `${process.pid}\n`)
  return () => lock.close()
}

/** The holder writes its number right behind taking the lock; until then it has none. */
const nameOf = (holder: string) => (existsSync(holder) ? readFileSync(holder, 'utf8').trim() : '') || '(starting)'
