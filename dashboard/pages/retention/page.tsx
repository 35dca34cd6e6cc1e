import { useSearch } from '@tanstack/react-router'
import { useMemo } from 'react'
import { PanelsPage } from '../../page-frame/panels-page.tsx'
import type { PanelGroup } from '../../panels/panel.ts'
import { retentionGroups } from './groups.ts'
import { RetentionEditor } from './retention-editor.tsx'
import { parseRetentionSearch, retentionChoice } from './search.ts'

/** Retention, how often, and what that is worth. */
export function Page() {
  const search = useSearch({ strict: false })
  const groups = useMemo((): PanelGroup[] => {
    const [returning, ...others] = retentionGroups(retentionChoice(parseRetentionSearch(search)))
    return [{ ...returning, controls: <RetentionEditor /> }, ...others]
  }, [search])
  return <PanelsPage title="Retention" groups={groups} />
}
