import { Mark } from './logo.tsx'
import styles from './wordmark.module.css'

export function Wordmark() {
  return (
    <span className={styles.wordmark}>
      <Mark />
      <span className={styles.name}>
        POCM <span className={styles.what}>Analytics</span>
      </span>
    </span>
  )
}
