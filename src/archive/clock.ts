import type { Database } from '../postgres/pool.ts'

/** What is due by the clock of PostgreSQL, which all processes share. */
export interface Due {
  /** The hour that has begun since the last one was closed; undefined until then. */
  readonly hour: string | undefined
  /** The day that has begun since tables were written last, once its first hour's closing has archived the day before. */
  readonly day: string | undefined
}

export async function whatIsDue(db: Database): Promise<Due> {
  const { rows } = await db.query<{ hour: string | null; day: string | null }>(
    `SELECT CASE WHEN closed_to < date_trunc('hour', now(), 'UTC') THEN date_trunc('hour', now(), 'UTC') END AS hour,
       CASE WHEN tables_to < date_trunc('day', closed_to, 'UTC') THEN date_trunc('day', closed_to, 'UTC') END AS day
     FROM archive_clock`,
  )
  return { hour: rows[0]?.hour ?? undefined, day: rows[0]?.day ?? undefined }
}

/** Notes that everything received before this hour is archived. */
export async function closeHour(db: Database, hour: string): Promise<void> {
  await db.query('UPDATE archive_clock SET closed_to = $1 WHERE closed_to < $1', [hour])
}

/** Notes that everything archived before this day stands in tables. */
export async function closeDay(db: Database, day: string): Promise<void> {
  await db.query('UPDATE archive_clock SET tables_to = $1 WHERE tables_to < $1', [day])
}

/** Makes the hour due at once, and the tables too where requested; the process that archives then does the work. */
export async function askToClose(db: Database, tables: boolean): Promise<void> {
  await db.query(
    `UPDATE archive_clock SET closed_to = '-infinity', tables_to = CASE WHEN $1 THEN '-infinity' ELSE tables_to END`,
    [tables],
  )
}
