import type { PGlite } from '@electric-sql/pglite'

/** The status by which PGlite tells an ordinary error of SQL, which the session survives. */
const sqlError = 100

/**
 * Makes a panic of PostgreSQL end things. PGlite catches it and continues with a session in the middle of a commit: on
 * a full disk the next statement never returned, and what it answers cannot be relied on.
 * @param onPanic called at once; it must not return.
 */
export function endOnPanic(db: PGlite, onPanic: (error: unknown) => never): void {
  const { mod } = db as unknown as { mod: { _PostgresMainLoopOnce(): void } }
  const loopOnce = mod._PostgresMainLoopOnce
  mod._PostgresMainLoopOnce = () => {
    try {
      loopOnce()
    } catch (error) {
      if ((error as { status?: unknown } | null)?.status === sqlError) throw error
      onPanic(error)
    }
  }
}
