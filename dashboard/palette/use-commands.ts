import { useMantineColorScheme } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useMemo } from 'react'
import { catalogueQuery } from '../api/catalogue.ts'
import { dimensionIds } from '../api/dimension-names.ts'
import { savedViewsQuery } from '../api/saved-views.ts'
import { useChangeFilters } from '../filters/change-filters.ts'
import { comparisons, isComparison } from '../filters/comparison.ts'
import { besideRange, defaultPreset, type Preset, presets } from '../filters/range.ts'
import { parseFilters } from '../filters/search.ts'
import { useView } from '../filters/view.ts'
import type { NavigationPage } from '../shell/navigation-page.ts'
import type { Command } from './command.ts'

/** Commands with a key of their own: they are few and always at hand. */
export function useKeyCommands(pages: readonly NavigationPage[], openHelp: () => void): Command[] {
  const navigate = useNavigate()
  const change = useChangeFilters()
  const { range, timezone } = useView()
  return useMemo(() => {
    const step = (side: -1 | 1) => () => {
      if (side === 1 && range.open) return
      change({ range: undefined, ...besideRange(range, timezone, side) })
    }
    return [
      ...pages.map(({ to, title, key }) => ({
        ...{ id: `page ${to}`, group: 'Go to', title, key },
        run: () => void navigate({ to, search: (search) => parseFilters(search) as never }),
      })),
      { id: 'earlier', group: 'Range', title: 'Earlier', also: 'previous back', key: '[', run: step(-1) },
      { id: 'later', group: 'Range', title: 'Later', also: 'next forward', key: ']', run: step(1) },
      {
        ...{ id: 'no filters', group: 'Filters', title: 'Remove all filters', also: 'clear reset', key: 'x' },
        run: () => change(Object.fromEntries(dimensionIds.map((id) => [id, undefined]))),
      },
      { id: 'help', group: 'Help', title: 'Keyboard shortcuts', also: 'keys help', key: '?', run: openHelp },
    ]
  }, [pages, navigate, change, range, timezone, openHelp])
}

/** Everything else that the palette offers. */
export function usePaletteCommands(): Command[] {
  const navigate = useNavigate()
  const change = useChangeFilters()
  const { setColorScheme } = useMantineColorScheme()
  const catalogue = useQuery(catalogueQuery)
  const views = useQuery(savedViewsQuery)
  return useMemo(
    () => [
      ...(views.data ?? []).map(({ id, name, path, search }) => ({
        ...{ id: `view ${id}`, group: 'Saved view', title: name },
        run: () => void navigate({ href: search === '' ? path : `${path}?${search}` }),
      })),
      ...(Object.entries(presets) as [Preset, { title: string }][]).map(([preset, { title }]) => ({
        ...{ id: `range ${preset}`, group: 'Range', title },
        run: () => change({ range: preset === defaultPreset ? undefined : preset, from: undefined, to: undefined }),
      })),
      ...Object.entries(comparisons).map(([word, title]) => ({
        ...{ id: `compare ${word}`, group: 'Compare with', title },
        run: () => change({ compare: isComparison(word) && word !== 'previous_period' ? word : undefined }),
      })),
      ...(['light', 'dark', 'auto'] as const).map((scheme) => ({
        ...{
          id: `scheme ${scheme}`,
          group: 'Colours',
          title: { light: 'Light', dark: 'Dark', auto: 'As the system' }[scheme],
        },
        run: () => setColorScheme(scheme),
      })),
      ...(catalogue.data?.measures ?? []).map(({ id, title, question }) => ({
        ...{ id: `measure ${id}`, group: 'Measure', title, also: `${id} ${question}` },
        run: () =>
          void navigate({ to: '/explore', search: (search) => ({ ...parseFilters(search), metrics: [id] }) as never }),
      })),
    ],
    [navigate, change, setColorScheme, catalogue.data, views.data],
  )
}
