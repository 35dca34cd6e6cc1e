import { useNavigate } from '@tanstack/react-router'
import { useCallback } from 'react'
import type { FilterDimension } from '../api/dimension-names.ts'
import type { FilterSearch } from './search.ts'

/** Absent keys of a patch stay; keys that are `undefined` go. */
export type FilterPatch = { [Key in keyof FilterSearch]?: FilterSearch[Key] | undefined }

/** Chooses the filters that panels leave out on this page where they cannot apply them. */
export function useLeaveOut(): (without: readonly FilterDimension[]) => void {
  const navigate = useNavigate()
  return useCallback(
    (without) => {
      const chosen = without.length > 0 ? without : undefined
      void navigate({ to: '.', search: (search) => ({ ...search, without: chosen }) as never, resetScroll: false })
    },
    [navigate],
  )
}

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
