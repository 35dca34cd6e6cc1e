import { useSearch } from '@tanstack/react-router'
import { useMemo } from 'react'
import type { PanelGroup } from '../panels/panel.ts'
import { PanelsPage } from '../panels/panels-page.tsx'
import { activeUsers } from '../panels/retention/active-users.ts'
import { curves } from '../panels/retention/curves.tsx'
import { ltvCohorts } from '../panels/retention/ltv-cohorts.ts'
import { ltvCustomers } from '../panels/retention/ltv-customers.ts'
import { ltvModel } from '../panels/retention/ltv-model.tsx'
import { stickiness } from '../panels/retention/stickiness.ts'
import { triangle } from '../panels/retention/triangle.tsx'
import { RetentionEditor } from '../retention/retention-editor.tsx'
import { parseRetentionSearch, retentionChoice } from '../retention/search.ts'

/** Who comes back, how often, and what that is worth. */
export function Retention() {
  const search = useSearch({ strict: false })
  const groups = useMemo((): PanelGroup[] => {
    const choice = retentionChoice(parseRetentionSearch(search))
    return [
      { title: 'Who comes back', controls: <RetentionEditor />, panels: [curves(choice), triangle(choice)] },
      { title: 'How often', panels: [activeUsers, stickiness] },
      { title: 'What it is worth', panels: [ltvModel, ltvCohorts, ltvCustomers] },
    ]
  }, [search])
  return <PanelsPage title="Retention" groups={groups} />
}
