import { useSearch } from '@tanstack/react-router'
import { useMemo } from 'react'
import type { PanelGroup } from '../panels/panel.ts'
import { PanelsPage } from '../panels/panels-page.tsx'
import { therapyGroups } from '../panels/therapy/groups.ts'
import { CutPicker } from '../therapy/cut-picker.tsx'
import { defaultCut, parseTherapySearch } from '../therapy/search.ts'

/** From the order to the therapy, and what became of it. */
export function Therapy() {
  const { by = defaultCut } = parseTherapySearch(useSearch({ strict: false }))
  const groups = useMemo((): PanelGroup[] => {
    const [all, cut] = therapyGroups(by)
    return [all, { ...cut, controls: <CutPicker /> }]
  }, [by])
  return <PanelsPage title="Order to therapy" groups={groups} />
}
