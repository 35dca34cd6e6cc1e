import { ActionIcon } from '@mantine/core'
import { IconBell, IconNote } from '@tabler/icons-react'
import { lazy, Suspense, useState } from 'react'
import type { Measure } from '../api/catalogue.ts'
import type { View } from '../filters/view.ts'

const AlertsDrawer = lazy(() => import('../alerts/alerts-drawer.tsx'))
const NotesDrawer = lazy(() => import('../notes/notes-drawer.tsx'))

/** The ways from a chart to its notes and alerts. */
export function WatchButtons({ measure, view }: { measure: Measure; view: View }) {
  const [open, setOpen] = useState<'notes' | 'alerts' | null>(null)
  const close = () => setOpen(null)
  return (
    <>
      <ActionIcon variant="subtle" color="gray" size={30} aria-label="Annotations" onClick={() => setOpen('notes')}>
        <IconNote size={17} stroke={1.7} />
      </ActionIcon>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={30}
        aria-label={`Alerts, also on ${measure.title}`}
        onClick={() => setOpen('alerts')}
      >
        <IconBell size={17} stroke={1.7} />
      </ActionIcon>
      <Suspense fallback={null}>
        {open === 'notes' ? <NotesDrawer view={view} onClose={close} /> : null}
        {open === 'alerts' ? <AlertsDrawer measure={measure} view={view} onClose={close} /> : null}
      </Suspense>
    </>
  )
}
