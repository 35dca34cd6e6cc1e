import { useSearch } from '@tanstack/react-router'
import { type ComponentType, lazy, type ReactNode, Suspense, useMemo, useRef } from 'react'
import type { View } from '../filters/view.ts'
import { parsePageSearch } from '../panels/page-search.ts'
import type { PanelGroup } from '../panels/panel.ts'
import { useNear } from '../panels/use-near-viewport.ts'

interface LaterPanelsProps {
  load: () => Promise<readonly PanelGroup[]>
  view: View
}

/** Panels far below the first screen: even their code is loaded only when scrolled near. */
export function LaterPanels({ load, view }: LaterPanelsProps): ReactNode {
  const place = useRef<HTMLDivElement>(null)
  const near = useNear(place)
  const { panel } = parsePageSearch(useSearch({ strict: false }))
  const Panels = useMemo(() => lazy(() => panelsOf(load)), [load])
  return (
    <div ref={place} data-later-panels style={{ minHeight: 1 }}>
      {near || panel !== undefined ? (
        <Suspense fallback={null}>
          <Panels view={view} />
        </Suspense>
      ) : null}
    </div>
  )
}

async function panelsOf(load: LaterPanelsProps['load']): Promise<{ default: ComponentType<{ view: View }> }> {
  const [groups, { default: PanelGrid }] = await Promise.all([load(), import('../panels/panel-grid.tsx')])
  return { default: ({ view }) => <PanelGrid groups={groups} view={view} /> }
}
