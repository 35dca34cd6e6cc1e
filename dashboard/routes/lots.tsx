import { useSearch } from '@tanstack/react-router'
import { useMemo } from 'react'
import { allLots } from '../panels/lots/all-lots.ts'
import { funnelPlot } from '../panels/lots/funnel-plot.tsx'
import { SpanPicker } from '../panels/lots/span-picker.tsx'
import { parsePageSearch } from '../panels/page-search.ts'
import { PanelsPage } from '../panels/panels-page.tsx'

/** Every lot, and which of them stand out. */
export function Lots() {
  const { span = 'life' } = parsePageSearch(useSearch({ strict: false }))
  const groups = useMemo(
    () => [
      { title: 'How they compare', controls: <SpanPicker />, panels: [funnelPlot(span)] },
      { title: 'Each lot', panels: [allLots(span)] },
    ],
    [span],
  )
  return <PanelsPage title="Lots" groups={groups} />
}
