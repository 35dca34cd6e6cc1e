/**
 * Counts conflicts by credential and idempotency key. A conflict discloses that a payload differs from a stored one,
 * and a duplicate that it does not: one bit for each guess at what is sealed. After a few the answers under that key
 * say neither, for a time.
 */
export interface Guesses {
  /** Whether the answers under this key are held back from the credential. */
  areSpent(place: GuessPlace): boolean
  /** Counts one conflict. @returns whether it was the last one that is answered. */
  count(place: GuessPlace): boolean
}

export interface GuessPlace {
  readonly tenantId: string
  readonly credential: string
  readonly key: string
}

const mostConflicts = 5
const lifeMs = 15 * 60_000
/** Keys of one credential that are remembered; with so many in conflict, no others are reported to it. */
const mostKeys = 10_000
const mostCredentials = 1_000

interface Count {
  conflicts: number
  until: number
}

export function openGuesses(now: () => number): Guesses {
  const byCredential = new Map<string, Map<string, Count>>()

  const countsOf = ({ tenantId, credential }: GuessPlace): Map<string, Count> => {
    const name = `${tenantId}\u0000${credential}`
    const known = byCredential.get(name) ?? new Map<string, Count>()
    if (!byCredential.has(name) && byCredential.size >= mostCredentials) {
      byCredential.delete(byCredential.keys().next().value as string)
    }
    byCredential.set(name, known)
    return known
  }

  const forgetOld = (counts: Map<string, Count>) => {
    for (const [key, { until }] of counts) if (until <= now()) counts.delete(key)
  }

  return {
    areSpent(place) {
      const counts = byCredential.get(`${place.tenantId}\u0000${place.credential}`)
      if (counts === undefined) return false
      const known = counts.get(place.key)
      if (known !== undefined && known.until > now()) return known.conflicts >= mostConflicts
      if (counts.size < mostKeys) return false
      forgetOld(counts)
      return counts.size >= mostKeys
    },
    count(place) {
      const counts = countsOf(place)
      if (counts.size >= mostKeys) forgetOld(counts)
      const known = counts.get(place.key)
      const conflicts = known !== undefined && known.until > now() ? known.conflicts + 1 : 1
      counts.delete(place.key)
      counts.set(place.key, { conflicts, until: now() + lifeMs })
      return conflicts === mostConflicts
    },
  }
}
