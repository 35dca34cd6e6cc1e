import { Button } from '@mantine/core'
import { useSearch } from '@tanstack/react-router'
import { lazy, Suspense, useState } from 'react'
import { countFilters, parseFilters } from './search.ts'

const FilterSheet = lazy(() => import('./filter-sheet.tsx'))

/** All filters behind one button, for a screen without room for a bar. The sheet is fetched when it is first opened. */
export function FilterDrawer({ granularity, comparison }: { granularity: boolean; comparison: boolean }) {
  const [wanted, setWanted] = useState(false)
  const [opened, setOpened] = useState(false)
  const count = countFilters(parseFilters(useSearch({ strict: false })))
  return (
    <>
      <Button
        variant="default"
        size="sm"
        onClick={() => {
          setWanted(true)
          setOpened(true)
        }}
      >
        Filters{count > 0 ? ` (${count})` : ''}
      </Button>
      {wanted ? (
        <Suspense>
          <FilterSheet
            opened={opened}
            onClose={() => setOpened(false)}
            granularity={granularity}
            comparison={comparison}
          />
        </Suspense>
      ) : null}
    </>
  )
}
