import type { QueryMeta } from '../api/query.ts'
import { formatMoment } from '../time/moment.ts'
import styles from './freshness.module.css'

interface FreshnessProps {
  meta: QueryMeta | undefined
  timezone: string
  /** True while the page asks again by itself. */
  open: boolean
}

/** Up to when the numbers are complete. */
export function Freshness({ meta, timezone, open }: FreshnessProps) {
  if (meta === undefined) return null
  return (
    <p className={styles.fresh} data-open={open || undefined}>
      {meta.fresh_to === null ? 'No event yet' : `Data up to ${formatMoment(meta.fresh_to, timezone)}`}
    </p>
  )
}
