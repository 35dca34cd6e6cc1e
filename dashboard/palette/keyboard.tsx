import { useLocalStorage } from '@mantine/hooks'
import { lazy, Suspense, useCallback, useMemo, useState } from 'react'
import type { NavigationPage } from '../shell/navigation-page.ts'
import { useKeys } from './keys.ts'
import { useKeyCommands } from './use-commands.ts'

const Palette = lazy(() => import('./palette.tsx'))
const Shortcuts = lazy(() => import('./shortcuts.tsx'))

/** What the keyboard does on every page: the palette, its single keys, and the list of them. */
export function Keyboard({ pages }: { pages: readonly NavigationPage[] }) {
  const [open, setOpen] = useState<'palette' | 'shortcuts' | null>(null)
  const [enabled, setEnabled] = useLocalStorage({ key: 'pocm-single-keys', defaultValue: true })
  const openHelp = useCallback(() => setOpen('shortcuts'), [])
  const openPalette = useCallback(() => setOpen('palette'), [])
  const close = () => setOpen(null)
  const commands = useKeyCommands(pages, openHelp)
  const keys = useMemo(
    () => new Map(commands.flatMap(({ key, run }) => (key === undefined ? [] : [[key, run] as const]))),
    [commands],
  )
  useKeys(keys, enabled, openPalette)
  return (
    <Suspense fallback={null}>
      {open === 'palette' ? <Palette commands={commands} onClose={close} /> : null}
      {open === 'shortcuts' ? (
        <Shortcuts commands={commands} enabled={enabled} onEnabled={setEnabled} onClose={close} />
      ) : null}
    </Suspense>
  )
}
