import { Button } from '@mantine/core'
import { IconFileTypeCsv, IconZoomQuestion } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { useMemo } from 'react'
import { panelQuery } from '../../api/panel.ts'
import { asProblem } from '../../api/problem.ts'
import { Message } from '../../feedback/message.tsx'
import { parseFilters } from '../../filters/search.ts'
import { useView } from '../../filters/view.ts'
import { PanelsPage } from '../../page-frame/panels-page.tsx'
import { may } from '../../session/may.ts'
import { useSession } from '../../session/session.ts'
import { PageLayout } from '../../shell/page-layout.tsx'
import { askLot } from './asked.ts'
import { DispositionControl } from './disposition.tsx'
import { LotBanner } from './lot-banner.tsx'
import { lotGroups } from './lot-groups.ts'
import styles from './lot-page.module.css'
import type { OneLot } from './one-lot.ts'

/** Everything about one lot, and the list of all whom a recall must reach. */
export function Page() {
  const { lot } = useParams({ from: '/signed-in/lots/$lot' })
  const groups = useMemo(() => lotGroups(lot), [lot])
  const view = useView()
  const session = useSession()
  // The panels ask the same, and so share the answer.
  const known = useQuery(panelQuery(askLot(lot, view, 'life'), false, true))
  const recall = `/analytics/lots/${encodeURIComponent(lot)}/recall?format=csv`
  if (known.error !== null && asProblem(known.error).status === 404) return <UnknownLot lot={lot} />
  return (
    <PanelsPage
      title={`Lot ${lot}`}
      groups={groups}
      aside={
        <div className={styles.actions}>
          <Link to="/lots" search={(search) => parseFilters(search) as never} className={styles.back}>
            All lots
          </Link>
          {known.data && may(session, 'quality:write') ? (
            <DispositionControl lot={lot} status={(known.data as OneLot).status} />
          ) : null}
          {may(session, 'personal:read') ? (
            <Button
              component="a"
              href={recall}
              download={`recall-${lot}.csv`}
              size="xs"
              variant="default"
              leftSection={<IconFileTypeCsv size={16} stroke={1.7} />}
            >
              Download recall list (CSV)
            </Button>
          ) : (
            <span className={styles.denied}>The recall list needs the scope personal:read.</span>
          )}
        </div>
      }
    >
      {known.data ? <LotBanner lot={known.data as OneLot} timezone={view.timezone} /> : null}
    </PanelsPage>
  )
}

/** A page for a lot that no event names: one sentence, and the way to those that there are. */
function UnknownLot({ lot }: { lot: string }) {
  return (
    <PageLayout title={`Lot ${lot}`}>
      <Message
        icon={<IconZoomQuestion size={20} stroke={1.7} />}
        title="No such lot"
        actions={
          <Link to="/lots" search={(search) => parseFilters(search) as never} className={styles.back}>
            All lots
          </Link>
        }
      >
        No event names the lot {lot}. Check its number for a typing error.
      </Message>
    </PageLayout>
  )
}
