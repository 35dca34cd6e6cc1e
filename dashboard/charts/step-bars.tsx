import styles from './step-bars.module.css'

export interface StepBar {
  readonly key: string
  readonly title: string
  readonly count: string
  /** Of the first step, 0 to 1: the length of the bar. */
  readonly share: number
  readonly shareText: string
  /** What was lost since the step before, in words. */
  readonly lost?: string
  /** How long it took since the step before, in words. */
  readonly took?: string
  readonly tone?: 'good' | 'bad' | undefined
}

/** Steps in order: how many came to each, what was lost before it and how long it took. */
export function StepBars({ title, steps }: { title: string; steps: readonly StepBar[] }) {
  return (
    <ol className={styles.steps} aria-label={title}>
      {steps.map(({ key, title: name, count, share, shareText, lost, took, tone }) => (
        <li key={key} className={styles.step}>
          {lost === undefined && took === undefined ? null : (
            <p className={styles.between}>
              {lost ? <span className={styles.lost}>{lost}</span> : null}
              {took ? <span>{took}</span> : null}
            </p>
          )}
          <div className={styles.head}>
            <span className={styles.name}>{name}</span>
            <span className={styles.count}>{count}</span>
            <span className={styles.share}>{shareText}</span>
          </div>
          <div className={styles.track} aria-hidden="true">
            <div
              className={styles.bar}
              data-tone={tone}
              data-empty={share <= 0 || undefined}
              style={{ width: `${Math.min(100, share * 100)}%` }}
            />
          </div>
        </li>
      ))}
    </ol>
  )
}
