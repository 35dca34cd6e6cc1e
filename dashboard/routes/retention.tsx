import { useSearch } from '@tanstack/react-router'
import { useMemo } from 'react'
import type { PanelGroup } from '../panels/panel.ts'
import { PanelsPage } from '../panels/panels-page.tsx'
import { retentionGroups } from '../panels/retention/groups.ts'
import { RetentionEditor } from '../retention/retention-editor.tsx'
import { parseRetentionSearch, retentionChoice } from '../retention/search.ts'

/** Who comes back, how often, and what that is worth. */
export function Retention() {
  const search = useSearch({ strict: false })
  const groups = useMemo((): PanelGroup[] => {
    const [returning, ...others] = retentionGroups(retentionChoice(parseRetentionSearch(search)))
    return [{ ...returning, controls: <RetentionEditor /> }, ...others]
  }, [search])
  return <PanelsPage title="Retention" groups={groups} />
}
