import { useSearch } from '@tanstack/react-router'
import { useMemo } from 'react'
import { PanelsPage } from '../../page-frame/panels-page.tsx'
import { parsePageSearch } from '../../panels/page-search.ts'
import type { PanelGroup } from '../../panels/panel.ts'
import { lotsGroups } from './lot-groups.ts'
import { SpanPicker } from './span-picker.tsx'

/** Every lot, and which of them stand out. */
export function Page() {
  const { span = 'life' } = parsePageSearch(useSearch({ strict: false }))
  const groups = useMemo((): PanelGroup[] => {
    const [compared, ...rest] = lotsGroups(span)
    return [{ ...compared, controls: <SpanPicker /> }, ...rest]
  }, [span])
  return <PanelsPage title="Lots" groups={groups} />
}
