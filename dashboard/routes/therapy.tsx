import { useSearch } from '@tanstack/react-router'
import { useMemo } from 'react'
import type { PanelGroup } from '../panels/panel.ts'
import { PanelsPage } from '../panels/panels-page.tsx'
import { activatedBy, adherentBy, harmBy, refundedBy } from '../panels/therapy/by-value.tsx'
import { therapyOutcomes } from '../panels/therapy/outcomes.tsx'
import { therapyTable } from '../panels/therapy/table.ts'
import { way } from '../panels/therapy/way.tsx'
import { CutPicker } from '../therapy/cut-picker.tsx'
import { defaultCut, parseTherapySearch } from '../therapy/search.ts'

/** From the order to the therapy, and what became of it. */
export function Therapy() {
  const { by = defaultCut } = parseTherapySearch(useSearch({ strict: false }))
  const groups = useMemo(
    (): PanelGroup[] => [
      { title: 'The way', panels: [way(by), therapyOutcomes(by)] },
      {
        title: 'Where it differs',
        controls: <CutPicker />,
        panels: [activatedBy(by), adherentBy(by), harmBy(by), refundedBy(by), therapyTable(by)],
      },
    ],
    [by],
  )
  return <PanelsPage title="Order to therapy" groups={groups} />
}
