import styles from './facts.module.css'

export interface Fact {
  readonly title: string
  readonly value: string
  /** What must be known beside it: an interval, a share. */
  readonly beside?: string
  readonly tone?: 'good' | 'bad' | 'warn'
}

/** Numbers about one thing, each under its name. */
export function Facts({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl className={styles.facts}>
      {facts.map(({ title, value, beside, tone }) => (
        <div key={title} className={styles.fact}>
          <dt>{title}</dt>
          <dd>
            <span className={styles.value} data-tone={tone}>
              {value}
            </span>
            {beside ? <span className={styles.beside}>{beside}</span> : null}
          </dd>
        </div>
      ))}
    </dl>
  )
}
