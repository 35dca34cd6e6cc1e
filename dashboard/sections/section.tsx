import type { ReactNode } from 'react'
import styles from './section.module.css'

interface SectionProps {
  /** The id of its heading. */
  id: string
  title: string
  note: ReactNode
  /** Beside the heading. */
  action?: ReactNode
  children: ReactNode
}

/** A part of a page that manages things: its heading, what it is for, and what can be done. */
export function Section({ id, title, note, action, children }: SectionProps) {
  return (
    <section className={styles.panel} aria-labelledby={id}>
      <div className={styles.head}>
        <div className={styles.words}>
          <h2 id={id} className={styles.title}>
            {title}
          </h2>
          <p className={styles.note}>{note}</p>
        </div>
        {action}
      </div>
      {children}
    </section>
  )
}
