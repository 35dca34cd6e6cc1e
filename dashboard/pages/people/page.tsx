import { IconLock } from '@tabler/icons-react'
import { Message } from '../../feedback/message.tsx'
import { may } from '../../session/may.ts'
import { useSession } from '../../session/session.ts'
import { PageLayout } from '../../shell/page-layout.tsx'
import { ApiKeys } from './api-keys.tsx'
import { People } from './people.tsx'
import { ServiceAccounts } from './service-accounts.tsx'

/** Who may sign in to the tenant and as what, and which keys its programs have. */
export function Page() {
  const session = useSession()
  return (
    <PageLayout title="People and keys">
      {may(session, 'admin') ? (
        <>
          <People session={session} />
          <ServiceAccounts session={session} />
          <ApiKeys session={session} />
        </>
      ) : (
        <Message icon={<IconLock size={22} stroke={1.6} />} title="For administrators">
          Managing people and API keys requires the scope admin.
        </Message>
      )}
    </PageLayout>
  )
}
