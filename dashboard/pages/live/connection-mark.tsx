import type { ConnectionState } from './connection.ts'
import styles from './connection-mark.module.css'

function words(connection: ConnectionState): string {
  if (connection.state === 'connecting') return 'Connecting …'
  if (connection.state === 'open') return 'Connected'
  if (connection.state === 'refused') return 'Refused, trying again …'
  return connection.reason === null ? 'Interrupted, resuming …' : `Cut off (${connection.reason}), resuming …`
}

/** Whether what is seen is live. */
export function ConnectionMark({ connection }: { connection: ConnectionState }) {
  return (
    <p className={styles.mark} role="status" data-state={connection.state}>
      {words(connection)}
    </p>
  )
}
