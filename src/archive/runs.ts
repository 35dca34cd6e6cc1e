import type { Database } from '../postgres/pool.ts'

/** Batches that are written as Parquet together. */
export interface Run {
  readonly number: string
  /** Part of the names of all its objects. */
  readonly name: string
  /** The batches' names, in order. */
  readonly batches: readonly string[]
  readonly decidedAt: string
}

interface Row {
  readonly number: string
  readonly name: string
  readonly decided_at: string
  readonly batches: string[]
}

const runOf = ({ number, name, batches, decided_at }: Row): Run => ({ number, name, batches, decidedAt: decided_at })

const firstWhere = (condition: string) => `
  SELECT *, (SELECT array_agg(name ORDER BY number) FROM archive_batches
    WHERE number BETWEEN from_number AND to_number) AS batches
  FROM archive_tables WHERE ${condition} ORDER BY number LIMIT 1`

export async function unfinishedRun(db: Database): Promise<Run | undefined> {
  const { rows } = await db.query<Row>(firstWhere('done_at IS NULL'))
  return rows[0] && runOf(rows[0])
}

/** The first run that an earlier release wrote and that may still be signed. */
export async function unsignedRun(db: Database): Promise<Run | undefined> {
  const { rows } = await db.query<Row>(
    firstWhere('done_at IS NOT NULL AND signed_at IS NULL AND unsigned_cause IS NULL'),
  )
  return rows[0] && runOf(rows[0])
}

/** Notes that a run's manifest stays without a signature where a batch of it does. @returns whether it stays so */
export async function leaveUnsignedRun(db: Database, { number, batches }: Run): Promise<boolean> {
  const { rowCount } = await db.query(
    `UPDATE archive_tables SET unsigned_cause = 'a batch of it is not signed' WHERE number = $1
       AND EXISTS (SELECT FROM archive_batches WHERE name = ANY ($2) AND signed_at IS NULL)`,
    [number, batches],
  )
  return rowCount === 1
}

const decide = `
  WITH last AS (SELECT number, to_number FROM archive_tables ORDER BY number DESC LIMIT 1),
  next AS (
    SELECT min(number) AS from_number, max(number) AS to_number FROM archive_batches
    WHERE done_at IS NOT NULL AND number > coalesce((SELECT to_number FROM last), 0))
  INSERT INTO archive_tables (number, name, from_number, to_number)
  SELECT coalesce((SELECT number FROM last), 0) + 1,
    to_char(now(), 'YYYYMMDD') || '-' || lpad(to_number::text, 8, '0') || '-' || left(md5(random()::text), 8),
    from_number, to_number
  FROM next WHERE to_number IS NOT NULL
  ON CONFLICT DO NOTHING`

/** Decides to write all batches that are done and not yet in Parquet. @returns undefined when there are none. */
export async function decideRun(db: Database): Promise<Run | undefined> {
  await db.query(decide)
  return unfinishedRun(db)
}

export async function finishRun(db: Database, { number }: Run): Promise<void> {
  await db.query(
    `UPDATE archive_tables SET done_at = coalesce(done_at, now()), signed_at = coalesce(signed_at, now()),
       unsigned_cause = NULL WHERE number = $1`,
    [number],
  )
}

/** How many finished batches are not in a finished run. */
export async function countUnwritten(db: Database): Promise<number> {
  const { rows } = await db.query<{ count: string }>(
    `SELECT count(*) FROM archive_batches WHERE done_at IS NOT NULL
       AND number > coalesce((SELECT max(to_number) FROM archive_tables WHERE done_at IS NOT NULL), 0)`,
  )
  return Number(rows[0]?.count)
}

/** The finished runs that hold any of these batches, by their numbers. */
export async function runsOf(db: Database, batches: readonly string[]): Promise<Run[]> {
  const { rows } = await db.query<Row>(
    `SELECT *, (SELECT array_agg(name ORDER BY number) FROM archive_batches
       WHERE number BETWEEN from_number AND to_number) AS batches
     FROM archive_tables AS run WHERE done_at IS NOT NULL
       AND EXISTS (SELECT FROM unnest($1::bigint[]) AS batch WHERE batch BETWEEN from_number AND to_number)
     ORDER BY number`,
    [batches],
  )
  return rows.map(runOf)
}
