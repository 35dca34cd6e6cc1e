import { useLocalStorage } from '@mantine/hooks'
import { lazy, Suspense, useCallback, useMemo } from 'react'
import type { NavigationPage } from '../shell/navigation-page.ts'
import { useKeys } from './keys.ts'
import { useKeyCommands } from './use-commands.ts'

const Palette = lazy(() => import('./palette.tsx'))
const Shortcuts = lazy(() => import('./shortcuts.tsx'))

/** What is open above the page. */
export type Open = 'palette' | 'shortcuts' | null

interface KeyboardProps {
  pages: readonly NavigationPage[]
  open: Open
  onOpen: (open: Open) => void
}

/** What the keyboard does on every page: the palette, its single keys, and the list of them. */
export function Keyboard({ pages, open, onOpen: setOpen }: KeyboardProps) {
  const [enabled, setEnabled] = useLocalStorage({ key: 'pocm-single-keys', defaultValue: true })
  const openHelp = useCallback(() => setOpen('shortcuts'), [setOpen])
  const openPalette = useCallback(() => setOpen('palette'), [setOpen])
  const close = () => setOpen(null)
  const commands = useKeyCommands(pages, openHelp)
  const keys = useMemo(
    () => new Map(commands.flatMap(({ key, run }) => (key === undefined ? [] : [[key, run] as const]))),
    [commands],
  )
  useKeys(keys, enabled, openPalette)
  return (
    <Suspense fallback={null}>
      {open === 'palette' ? <Palette commands={commands} pages={pages} onClose={close} /> : null}
      {open === 'shortcuts' ? (
        <Shortcuts commands={commands} enabled={enabled} onEnabled={setEnabled} onClose={close} />
      ) : null}
    </Suspense>
  )
}
