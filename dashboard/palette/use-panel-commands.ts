import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useMemo } from 'react'
import { parseFilters } from '../filters/search.ts'
import type { NavigationPage } from '../shell/navigation-page.ts'
import type { Command } from './command.ts'

/** The panels of all pages: their code is fetched when the palette is opened, and not before. */
const panelsQuery = {
  queryKey: ['declared-pages'],
  staleTime: Number.POSITIVE_INFINITY,
  queryFn: async () => {
    const { declaredPages } = await import('../pages/declared-pages.ts')
    return Object.entries(declaredPages()).map(([to, { panels }]) => ({
      to,
      panels: panels.flatMap((group) => group.panels.map(({ id, title, question }) => ({ id, title, question }))),
    }))
  },
}

/** A command for each panel of the pages that the reader may open: it fills the screen. */
export function usePanelCommands(pages: readonly NavigationPage[]): Command[] {
  const navigate = useNavigate()
  const { data } = useQuery(panelsQuery)
  return useMemo(
    () =>
      (data ?? []).flatMap(({ to, panels }) => {
        const page = pages.find((it) => it.to === to)
        if (page === undefined) return []
        return panels.map(({ id, title, question = '' }) => ({
          ...{ id: `panel ${to} ${id}`, group: 'Panel', title: `${title} · ${page.title}`, also: `${id} ${question}` },
          run: () => void navigate({ to, search: (search) => ({ ...parseFilters(search), panel: id }) as never }),
        }))
      }),
    [data, pages, navigate],
  )
}
