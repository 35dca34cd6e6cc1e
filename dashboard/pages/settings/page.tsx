import { IconLock } from '@tabler/icons-react'
import { Message } from '../../feedback/message.tsx'
import { may } from '../../session/may.ts'
import { useSession } from '../../session/session.ts'
import { PageLayout } from '../../shell/page-layout.tsx'
import { Controls } from './controls.tsx'
import { RateLimits } from './rate-limits.tsx'
import { Roles } from './roles.tsx'

/** What an admin sets for the whole tenant: controls, rate limits, roles. */
export function Page() {
  const session = useSession()
  return (
    <PageLayout title="Settings">
      {may(session, 'admin') ? (
        <>
          <Controls />
          <RateLimits />
          <Roles />
        </>
      ) : (
        <Message icon={<IconLock size={22} stroke={1.6} />} title="For administrators">
          Changing settings requires the scope admin.
        </Message>
      )}
    </PageLayout>
  )
}
