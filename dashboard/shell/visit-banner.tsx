import { Button } from '@mantine/core'
import { useSession } from '../session/session.ts'
import { isVisit, useVisit } from '../session/visit.ts'
import styles from './visit-banner.module.css'

/** Says above every page that the figures are those of another tenant, and leads back. */
export function VisitBanner() {
  const session = useSession()
  const visit = useVisit()
  const { home_tenant_id: home } = session
  if (home === undefined || !isVisit(session)) return null
  return (
    <section className={styles.banner} aria-label="Visit">
      <p>
        You are viewing <strong>{session.tenant_name}</strong> as an operator, with read access only.
        {visit.isError ? <span role="alert"> You are still here: {visit.error.message}</span> : null}
      </p>
      <Button size="xs" variant="default" loading={visit.isPending} onClick={() => visit.mutate(home)}>
        Back
      </Button>
    </section>
  )
}
