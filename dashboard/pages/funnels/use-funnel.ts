import { useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback, useMemo } from 'react'
import { type FunnelSearch, parseFunnelSearch } from './search.ts'

export type FunnelPatch = { [Key in keyof FunnelSearch]?: FunnelSearch[Key] | undefined }

/** The funnel of the address, and how to change it; each change is one step of the history. */
export function useFunnel(): { search: FunnelSearch; change: (patch: FunnelPatch) => void } {
  const address = useSearch({ strict: false })
  const navigate = useNavigate()
  const search = useMemo(() => parseFunnelSearch(address), [address])
  const change = useCallback(
    (patch: FunnelPatch) =>
      void navigate({ to: '.', search: (all) => ({ ...all, ...patch }) as never, resetScroll: false }),
    [navigate],
  )
  return { search, change }
}
