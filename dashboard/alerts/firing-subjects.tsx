import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { firingsQuery } from '../api/alerts.ts'
import styles from './alerts.module.css'

/** Firings are asked for up to the end of today, so that the question stays the same over the day. */
const dayMs = 86_400_000
const today = () => Math.floor(Date.now() / dayMs) * dayMs
const shownAtMost = 5

interface FiringSubjectsProps {
  alertId: string
  metric: string
}

/** Reports or lots that an alert fires about now, each with the way to its page. */
export function FiringSubjects({ alertId, metric }: FiringSubjectsProps) {
  const [from, to] = [new Date(today()).toISOString(), new Date(today() + dayMs).toISOString()]
  const { data = [] } = useQuery(firingsQuery(from, to, metric))
  const open = data.filter((it) => it.alert_id === alertId && it.resolved_at === null && it.link !== null)
  const subjects = [...new Map(open.map((it) => [it.subject, it])).values()]
  if (subjects.length === 0) return null
  return (
    <p className={styles.meta}>
      {subjects.slice(0, shownAtMost).map(({ id, subject, link }, index) => (
        <span key={id}>
          {index > 0 ? ', ' : ''}
          <Link to={link ?? ''}>{subject}</Link>
        </span>
      ))}
      {subjects.length > shownAtMost ? ` and ${subjects.length - shownAtMost} more` : ''}
    </p>
  )
}
