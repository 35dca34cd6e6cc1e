import { randomUUID } from 'node:crypto'
import type { Logger } from '../platform/log.ts'
import type { Database } from '../postgres/pool.ts'

/** The right to be the one process that works for a consumer; it runs out by itself when the process is gone. */
export interface Lease {
  /** Takes the lease, or makes sure that it is still held. @returns false while another process has it. */
  hold(): Promise<boolean>
  /** Gives it up, so that another process need not wait until it runs out. */
  release(): Promise<void>
}

const leaseMs = 10_000
const renewMs = 3_000

// By the server's clock alone: the clocks of two processes may differ by an hour.
const take = `
  INSERT INTO log_consumers AS held (consumer, owner, owned_until)
  VALUES ($1, $2, clock_timestamp() + $3 * interval '1 millisecond')
  ON CONFLICT (consumer) DO UPDATE SET owner = excluded.owner, owned_until = excluded.owned_until
  WHERE held.owner IS NOT DISTINCT FROM excluded.owner OR coalesce(held.owned_until, '-infinity') < clock_timestamp()`

/**
 * A lease by the name of a consumer, renewed by itself while it is held. It keeps two processes from doing the same
 * work; it does not fence: one that slept through its lease may finish what it was at, so what it does must bear being
 * done twice under one token.
 */
export function openLease(db: Database, consumer: string, log: Logger): Lease {
  const owner = randomUUID()
  let sureUntil = 0
  let renewing: NodeJS.Timeout | undefined

  async function claim(): Promise<boolean> {
    const asked = performance.now()
    const { rowCount } = await db.query(take, [consumer, owner, leaseMs])
    sureUntil = rowCount === 1 ? asked + renewMs : 0
    return rowCount === 1
  }

  function stopRenewing(): void {
    clearInterval(renewing)
    renewing = undefined
  }

  return {
    async hold() {
      if (performance.now() < sureUntil) return true
      const mine = await claim()
      if (!mine) stopRenewing()
      else {
        renewing ??= setInterval(() => {
          claim().catch((error) => log.warn({ err: error, consumer }, 'a lease could not be renewed'))
        }, renewMs).unref()
      }
      return mine
    },
    async release() {
      stopRenewing()
      sureUntil = 0
      await db.query('UPDATE log_consumers SET owned_until = NULL WHERE consumer = $1 AND owner = $2', [
        consumer,
        owner,
      ])
    },
  }
}
