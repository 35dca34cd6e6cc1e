import { useSearch } from '@tanstack/react-router'
import { useMemo } from 'react'
import { PanelsPage } from '../../page-frame/panels-page.tsx'
import type { PanelGroup } from '../../panels/panel.ts'
import { CutPicker } from './cut-picker.tsx'
import { therapyGroups } from './groups.ts'
import { defaultCut, parseTherapySearch } from './search.ts'

/** Order-to-therapy funnel, and what became of it. */
export function Page() {
  const { by = defaultCut } = parseTherapySearch(useSearch({ strict: false }))
  const groups = useMemo((): PanelGroup[] => {
    const [all, cut] = therapyGroups(by)
    return [all, { ...cut, controls: <CutPicker /> }]
  }, [by])
  return <PanelsPage title="Order to therapy" groups={groups} />
}
