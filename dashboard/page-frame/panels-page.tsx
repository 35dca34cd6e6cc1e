import { lazy, type ReactNode, Suspense } from 'react'
import { useView } from '../filters/view.ts'
import { asksBy } from '../panels/asks-by.ts'
import type { PanelGroup } from '../panels/panel.ts'
import { PageLayout } from '../shell/page-layout.tsx'
import { FilterBar } from './filter-bar.tsx'

const PanelGrid = lazy(() => import('../panels/panel-grid.tsx'))

interface PanelsPageProps {
  title: string
  /** Beside the title. */
  aside?: ReactNode
  groups: readonly PanelGroup[]
  /** What the panels are asked beyond the filters; stands above them. */
  children?: ReactNode
}

/** A page of panels without figures. */
export function PanelsPage({ title, aside, groups, children }: PanelsPageProps) {
  const view = useView()
  return (
    <PageLayout title={title} aside={aside}>
      <FilterBar {...asksBy(groups, view)} />
      {children}
      <Suspense fallback={null}>
        <PanelGrid groups={groups} view={view} />
      </Suspense>
    </PageLayout>
  )
}
