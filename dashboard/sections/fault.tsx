import { asProblem } from '../api/problem.ts'
import styles from './section.module.css'

/** Why what was asked for did not happen; nothing where nothing failed. */
export function Fault({ error }: { error: Error | null }) {
  if (error === null) return null
  const { detail, errors } = asProblem(error)
  return (
    <p className={`${styles.failed} ${styles.whole}`} role="alert">
      {[detail, errors.map(({ path, message }) => `${path} ${message}`).join('; ')].filter(Boolean).join(' ')}
    </p>
  )
}
