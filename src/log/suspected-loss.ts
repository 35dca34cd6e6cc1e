import type { Logger } from '../platform/log.ts'
import type { Database } from '../postgres/pool.ts'

/**
 * Marks a consumer as having possibly missed events, until the store that it feeds has been compared with the ledger.
 */
export async function suspectLoss(db: Database, consumer: string): Promise<void> {
  await db.query('UPDATE log_consumers SET doubted_at = clock_timestamp() WHERE consumer = $1', [consumer])
}

/** When a doubt was raised that is not settled. */
export async function suspectedLoss(db: Database, consumer: string): Promise<string | undefined> {
  const { rows } = await db.query<{ doubted_at: string | null }>(
    'SELECT doubted_at FROM log_consumers WHERE consumer = $1',
    [consumer],
  )
  return rows[0]?.doubted_at ?? undefined
}

/** Settles a doubt; one that was raised again meanwhile stays. */
export async function clearSuspectedLoss(db: Database, consumer: string, doubtedAt: string): Promise<void> {
  await db.query('UPDATE log_consumers SET doubted_at = NULL WHERE consumer = $1 AND doubted_at = $2', [
    consumer,
    doubtedAt,
  ])
}

/** Events of a decided batch are gone from the ledger, and may or may not have been handed on: the stores are compared. */
export async function noteGone(
  db: Database,
  log: Logger,
  gone: number,
  { consumer, token }: { consumer: string; token: string },
): Promise<void> {
  log.error({ consumer, token, gone }, 'events of a batch are gone from the ledger; it continues without them')
  await suspectLoss(db, consumer)
}
