import { createContext, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from 'react'
import { dimensionIds, type FilterDimension } from '../api/dimension-names.ts'

/** How many panels and figures of a page cannot be cut by each of the active filters. */
export type Unapplied = ReadonlyMap<FilterDimension, number>

interface Registry {
  readonly set: (id: string, dimensions: readonly FilterDimension[]) => void
  readonly remove: (id: string) => void
  readonly counts: () => Unapplied
  readonly subscribe: (onChange: () => void) => () => void
}

const none: Unapplied = new Map()

/** What the panels of one page say of the filters that they cannot apply. */
export function createRegistry(): Registry {
  const listeners = new Set<() => void>()
  const said = new Map<string, readonly FilterDimension[]>()
  let counts = none
  const recount = () => {
    const all = [...said.values()].flat()
    const found = dimensionIds.map((id) => [id, all.filter((it) => it === id).length] as const)
    const next = new Map(found.filter(([, count]) => count > 0))
    if (JSON.stringify([...next]) === JSON.stringify([...counts])) return
    counts = next
    for (const listener of listeners) listener()
  }
  return {
    set(id, dimensions) {
      said.set(id, dimensions)
      recount()
    },
    remove(id) {
      said.delete(id)
      recount()
    },
    counts: () => counts,
    subscribe(onChange) {
      listeners.add(onChange)
      return () => listeners.delete(onChange)
    },
  }
}

const Context = createContext<Registry>(createRegistry())

/** Counts for one page. */
export function UnappliedFilters({ children }: { children: ReactNode }) {
  const [registry] = useState(createRegistry)
  return <Context value={registry}>{children}</Context>
}

/** Says of a panel or figure which active filters it cannot apply, for as long as it is on the page. */
export function useSayUnapplied(id: string, dimensions: readonly FilterDimension[]): void {
  const registry = useContext(Context)
  const key = dimensions.join()
  useEffect(() => {
    registry.set(id, key === '' ? [] : (key.split(',') as FilterDimension[]))
    return () => registry.remove(id)
  }, [registry, id, key])
}

export function useUnapplied(): Unapplied {
  const registry = useContext(Context)
  return useSyncExternalStore(registry.subscribe, registry.counts)
}
