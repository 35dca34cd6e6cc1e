import type { ReactNode } from 'react'
import styles from './timeline.module.css'

export interface Happening {
  readonly key: string
  readonly when: string
  readonly what: string
  readonly detail?: ReactNode
  readonly tone?: 'good' | 'bad' | 'warn' | undefined
  /** The one that the others lead to. */
  readonly current?: boolean
}

/** What happened, one thing after the other. */
export function Timeline({ title, happenings }: { title: string; happenings: readonly Happening[] }) {
  return (
    <ol className={styles.timeline} aria-label={title}>
      {happenings.map(({ key, when, what, detail, tone, current }) => (
        <li key={key} data-tone={tone} aria-current={current ? 'true' : undefined}>
          <span className={styles.what}>{what}</span>
          <span className={styles.when}>{when}</span>
          {detail ? <span className={styles.detail}>{detail}</span> : null}
        </li>
      ))}
    </ol>
  )
}
