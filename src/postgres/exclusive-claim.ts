import { randomUUID } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { isUuid } from '../events/formats.ts'
import type { Logger } from '../platform/log.ts'
import type { Database } from './pool.ts'

/** Something that one process at a time may have, until it gives it back or stops renewing. */
export interface Claim {
  release(): Promise<void>
}

const heldMs = 15_000
const renewMs = 5_000
const askMs = 100

// By the server's clock alone, and in one statement: of two who try at once the row lets one.
const take = `
  INSERT INTO claims AS held (name, holder, place, held_until)
  VALUES ($1, $2, $3, clock_timestamp() + $4 * interval '1 millisecond')
  ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, place = excluded.place, held_until = excluded.held_until
  WHERE held.holder = excluded.holder OR held.held_until < clock_timestamp()`

/** Takes a claim, or makes sure that it is still held. @returns false while another has it. */
async function hold(db: Database, name: string, holder: string, place: string): Promise<boolean> {
  return (await db.query(take, [name, holder, place, heldMs])).rowCount === 1
}

const release = (db: Database, name: string, holder: string) =>
  db.query('DELETE FROM claims WHERE name = $1 AND holder = $2', [name, holder])

/** Runs `act` while no other process runs one of that name; the others wait for their turn. */
export async function inTurn<T>(db: Database, name: string, log: Logger, act: () => Promise<T>): Promise<T> {
  const holder = randomUUID()
  while (!(await hold(db, name, holder, hostname()))) await sleep(askMs)
  const renewing = setInterval(() => {
    hold(db, name, holder, hostname()).catch((error) => log.warn({ err: error, name }, 'a turn could not be renewed'))
  }, renewMs)
  try {
    return await act()
  } finally {
    clearInterval(renewing)
    await release(db, name, holder)
  }
}

/** A folder's own name, kept in it: after a kill its process takes up what it had, without waiting. */
function nameFolder(folder: string): string {
  const path = join(folder, 'folder.id')
  const known = existsSync(path) ? readFileSync(path, 'utf8').trim() : ''
  if (isUuid(known)) return known
  const made = randomUUID()
  writeFileSync(path, `${made}\n`)
  return made
}

/**
 * Claims something for the process that works on a data folder, and renews the claim while it has it.
 * @param instead what to do for more than one to have it, for the message.
 * @param lost called when another process has it by now, which it may once this one was silent for 15 seconds.
 * @throws Error when another has it, naming where that one is.
 */
export async function claim(
  db: Database,
  wanted: { name: string; instead: string; folder: string; log: Logger; lost: (error: Error) => void },
): Promise<Claim> {
  const { name, instead, folder, log, lost } = wanted
  const holder = nameFolder(folder)
  const place = `${hostname()}:${folder}`
  const renew = () => hold(db, name, holder, place)

  const whoHasIt = async () => {
    const { rows } = await db.query<{ place: string }>('SELECT place FROM claims WHERE name = $1', [name])
    return new Error(
      `The ${name} is with the process on ${rows[0]?.place ?? 'another folder'}; it is free again ` +
        `${heldMs / 1000} seconds after that process is gone. ${instead}`,
    )
  }
  if (!(await renew())) throw await whoHasIt()

  const renewing = setInterval(() => {
    renew().then(
      async (isMine) => {
        if (isMine) return
        clearInterval(renewing)
        lost(await whoHasIt())
      },
      (error) => log.warn({ err: error, name }, 'a claim could not be renewed; it will be tried again'),
    )
  }, renewMs)
  renewing.unref()
  return {
    async release() {
      clearInterval(renewing)
      await release(db, name, holder)
    },
  }
}
