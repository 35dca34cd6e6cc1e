import { useNavigate } from '@tanstack/react-router'
import { useCallback } from 'react'
import type { FilterSearch } from './search.ts'

/** Absent keys of a patch stay; keys that are `undefined` go. */
export type FilterPatch = { [Key in keyof FilterSearch]?: FilterSearch[Key] | undefined }

/** Writes filters into the address. Each change is one step of the history, so that Back undoes it. */
export function useChangeFilters(): (patch: FilterPatch) => void {
  const navigate = useNavigate()
  return useCallback(
    (patch) => {
      void navigate({ to: '.', search: (search) => ({ ...search, ...patch }) as never, resetScroll: false })
    },
    [navigate],
  )
}
