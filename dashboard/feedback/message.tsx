import type { ReactNode } from 'react'
import styles from './feedback.module.css'

interface MessageProps {
  icon: ReactNode
  title: string
  children: ReactNode
  actions?: ReactNode
  /** Failures are announced at once; an empty page waits its turn. */
  urgent?: boolean
}

/** What stands where content would be, when there is none: a sign, a sentence and what to do about it. */
export function Message({ icon, title, children, actions, urgent = false }: MessageProps) {
  return (
    <div className={styles.message} role={urgent ? 'alert' : 'status'} data-urgent={urgent || undefined}>
      <span className={styles.icon} aria-hidden="true">
        {icon}
      </span>
      <div className={styles.words}>
        <p className={styles.title}>{title}</p>
        <div className={styles.text}>{children}</div>
        {actions ? <div className={styles.actions}>{actions}</div> : null}
      </div>
    </div>
  )
}
