import { IconLock } from '@tabler/icons-react'
import { useParams } from '@tanstack/react-router'
import { useMemo } from 'react'
import { askEvents } from '../../api/events.ts'
import { Message } from '../../feedback/message.tsx'
import { RecordPage } from '../../page-frame/record-page.tsx'
import { subjectPage } from '../../panels/destination.ts'
import { PageLink } from '../../panels/page-link.tsx'
import { may } from '../../session/may.ts'
import { useSession } from '../../session/session.ts'
import { PageLayout } from '../../shell/page-layout.tsx'
import { customerGroups } from './groups.ts'

/** All about one customer, for those who may read what is personal; each look-up is in the audit trail. */
export function Page() {
  const { userId } = useParams({ from: '/signed-in/customers/$userId' })
  const session = useSession()
  const groups = useMemo(() => customerGroups(userId), [userId])
  const ask = useMemo(() => askEvents({ user_id: userId }, 50), [userId])
  if (!may(session, 'personal:read')) {
    return (
      <PageLayout title="Customer">
        <Message icon={<IconLock size={22} stroke={1.6} />} title="You may not open this page">
          It requires the scope personal:read.
        </Message>
      </PageLayout>
    )
  }
  return (
    <RecordPage kind="Customer" id={userId} ask={ask} groups={groups} events={{ user_id: userId }}>
      <PageLink destination={subjectPage({ user_id: userId })}>Who read their data</PageLink>
    </RecordPage>
  )
}
