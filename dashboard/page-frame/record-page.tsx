import { IconZoomQuestion } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { lazy, type ReactNode, Suspense, useMemo } from 'react'
import type { Ask } from '../api/ask.ts'
import type { FoundEvents } from '../api/events.ts'
import { panelQuery } from '../api/panel.ts'
import { Message } from '../feedback/message.tsx'
import { useView } from '../filters/view.ts'
import { eventsPage } from '../panels/destination.ts'
import { PageLink } from '../panels/page-link.tsx'
import type { PanelGroup } from '../panels/panel.ts'
import { PageLayout } from '../shell/page-layout.tsx'
import styles from './record-page.module.css'

const PanelGrid = lazy(() => import('../panels/panel-grid.tsx'))

interface RecordPageProps {
  /** "Order", "Device" … */
  kind: string
  id: string
  /** A look-up that finds something wherever the record is known. */
  ask: Ask
  groups: readonly PanelGroup[]
  /** The filters under which its events are listed. */
  events: Readonly<Record<string, string>>
  /** Beside the title. */
  children?: ReactNode
}

/** A page about one thing that events name, over all time; or one sentence where no event names it. */
export function RecordPage({ kind, id, ask, groups, events, children }: RecordPageProps) {
  const page = useView()
  // Whole, whatever the page that led here was narrowed to, and read once: each look-up leaves an entry in the trail.
  const view = useMemo(() => ({ ...page, filters: {}, range: { ...page.range, open: false } }), [page])
  const { data } = useQuery(panelQuery(ask, false, true))
  const title = `${kind} ${id}`
  if (data !== undefined && (data as FoundEvents).events.length === 0) {
    return (
      <PageLayout title={title}>
        <Message icon={<IconZoomQuestion size={20} stroke={1.7} />} title={`${title} not found`}>
          No event names it. Check the id for a typing error, or search for a part of it.
        </Message>
      </PageLayout>
    )
  }
  return (
    <PageLayout
      title={title}
      aside={
        <div className={styles.aside}>
          <PageLink destination={eventsPage(events)}>All events</PageLink>
          {children}
        </div>
      }
    >
      <Suspense fallback={null}>
        <PanelGrid groups={groups} view={view} />
      </Suspense>
    </PageLayout>
  )
}
