import type { VerifiedAudit } from '../../api/compliance.ts'
import { formatValue } from '../../numbers/value.ts'
import { formatFullMoment } from '../../time/moment.ts'
import styles from './page.module.css'

/** What a check of the chain found. */
export function VerifiedChain({ verified, timezone }: { verified: VerifiedAudit; timezone: string }) {
  const { ok, entries, head, first_broken: broken } = verified
  const signed =
    head.signed_at === null
      ? 'No head has been signed yet; the service signs one every hour.'
      : `Last signed head: entry ${head.signed_to}, ${formatFullMoment(head.signed_at, timezone)}.`
  return (
    <div className={styles.verdict} data-tone={ok ? 'good' : 'bad'} role="status">
      <p className={styles.verdictTitle}>
        {ok
          ? `The chain is whole: ${formatValue(entries, 'count', null)} entries checked.`
          : `The chain is broken at entry ${broken?.sequence}: ${broken?.problem}.`}
      </p>
      <p>{signed}</p>
      <p className={styles.hash}>
        Head: {head.sequence} {head.hash}
      </p>
    </div>
  )
}
