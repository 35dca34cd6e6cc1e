import { IconLock } from '@tabler/icons-react'
import { Link, useSearch } from '@tanstack/react-router'
import { Message } from '../../feedback/message.tsx'
import { parseFilters } from '../../filters/search.ts'
import { may, mayAny } from '../../session/may.ts'
import { useSession } from '../../session/session.ts'
import { PageLayout } from '../../shell/page-layout.tsx'
import { AccessReview } from './access-review.tsx'
import { AuditTrail } from './audit-trail.tsx'
import { Holds } from './holds.tsx'
import styles from './page.module.css'
import { Requests } from './requests.tsx'
import { Retention } from './retention.tsx'
import { complianceScopes, parseComplianceSearch, type SectionId, sectionIds, sections } from './search.ts'

const bodies: Readonly<Record<SectionId, () => React.ReactNode>> = {
  audit: AuditTrail,
  requests: Requests,
  holds: Holds,
  retention: Retention,
  access: AccessReview,
}

/** The work of a compliance officer: the audit trail, requests of persons, legal holds, access. */
export function Page() {
  const session = useSession()
  const search = parseComplianceSearch(useSearch({ strict: false }))
  if (!mayAny(session, complianceScopes)) {
    return (
      <PageLayout title="Compliance">
        <Message icon={<IconLock size={22} stroke={1.6} />} title="You may not open this page">
          It is for those who have one of the scopes {complianceScopes.join(', ')}. An administrator of your workspace
          can give you the role <em>compliance</em>.
        </Message>
      </PageLayout>
    )
  }
  const open = sectionIds.filter((id) => may(session, sections[id].scope))
  const current = search.section ?? open[0]
  const Body = current === undefined ? undefined : bodies[current]
  return (
    <PageLayout title="Compliance">
      <nav aria-label="Sections of this page">
        <ul className={styles.sections}>
          {open.map((id) => (
            <li key={id}>
              <Link
                to="/compliance"
                search={(old) => ({ ...parseFilters(old), section: id }) as never}
                className={styles.section}
                {...(id === current ? { 'aria-current': 'page' as const } : {})}
              >
                {sections[id].title}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      {current !== undefined && Body !== undefined && open.includes(current) ? (
        <Body />
      ) : (
        <Message icon={<IconLock size={22} stroke={1.6} />} title="You may not open this section">
          {current === undefined
            ? 'Your scopes give access to none of the sections.'
            : `It needs the scope ${sections[current].scope}.`}
        </Message>
      )}
    </PageLayout>
  )
}
