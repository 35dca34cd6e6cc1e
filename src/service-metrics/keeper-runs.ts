import type { Now } from '../platform/clock.ts'
import { codeOf } from '../platform/error-causes.ts'
import type { Logger } from '../platform/log.ts'
import type { Database } from '../postgres/pool.ts'

/** A task that the keeper does by the clock; times are RFC 3339. */
export interface KeeperRun {
  readonly task: string
  readonly done_at: string | null
  readonly failed_at: string | null
  /** The code of the last failure. */
  readonly error: string | null
}

export interface KeeperRuns {
  /** A task ended well. Written at most once a minute: many run every few seconds. */
  done(task: string): Promise<void>
  failed(task: string, error: unknown): Promise<void>
}

const writtenEveryMs = 60_000

export function openKeeperRuns(db: Database, now: Now, log: Logger): KeeperRuns {
  const written = new Map<string, number>()
  const write = async (task: string, column: 'done_at' | 'failed_at', error: string | null) => {
    try {
      await db.query(
        `INSERT INTO keeper_runs AS known (task, ${column}, error) VALUES ($1, $2, $3)
         ON CONFLICT (task) DO UPDATE SET ${column} = excluded.${column}, error = coalesce(excluded.error, known.error)`,
        [task, new Date(now()).toISOString(), error],
      )
    } catch (failure) {
      // The task has done its work, or has reported why it has not.
      log.debug({ err: failure, task }, 'a run of the keeper could not be recorded')
    }
  }
  return {
    async done(task) {
      const at = now()
      if (at - (written.get(task) ?? Number.NEGATIVE_INFINITY) < writtenEveryMs) return
      written.set(task, at)
      await write(task, 'done_at', null)
    },
    async failed(task, error) {
      // The next success is written at once.
      written.delete(task)
      await write(task, 'failed_at', codeOf(error))
    },
  }
}

/** Tasks by name. */
export async function readKeeperRuns(db: Database): Promise<KeeperRun[]> {
  const { rows } = await db.query<KeeperRun>('SELECT task, done_at, failed_at, error FROM keeper_runs ORDER BY task')
  return rows.map((row) => ({ ...row, done_at: rfc3339(row.done_at), failed_at: rfc3339(row.failed_at) }))
}

const rfc3339 = (moment: string | null) => moment && new Date(moment).toISOString()
