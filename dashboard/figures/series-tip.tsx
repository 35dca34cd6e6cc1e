import styles from './series-tip.module.css'
import type { Step } from './steps.ts'

/** What the chart says at one step. */
export function SeriesTip({ step }: { step: Step }) {
  return (
    <dl className={styles.tip}>
      <dt>
        {step.title}
        {step.unfinished ? ', incomplete' : ''}
      </dt>
      <dd className={styles.current}>{step.current ?? 'not yet'}</dd>
      {step.observed === null ? null : <dd className={styles.observed}>{step.observed}</dd>}
      {step.previousTitle === null ? null : (
        <>
          <dt>{step.previousTitle}</dt>
          <dd>{step.previous}</dd>
        </>
      )}
    </dl>
  )
}
