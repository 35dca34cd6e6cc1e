import { useEffect } from 'react'

/** Where keys write text, they mean letters. */
const writes = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName))

/** An open dialog has the keys to itself. */
const isInDialog = () =>
  [...document.querySelectorAll('[role="dialog"], [role="menu"], [role="listbox"]')].some((it) => it.checkVisibility())

/**
 * Single keys that act from anywhere on the page; none while `enabled` is false, as those who dictate need it (WCAG 2.2,
 * 2.1.4). `palette` is called for Cmd-K or Ctrl-K, always.
 */
export function useKeys(keys: ReadonlyMap<string, () => void>, enabled: boolean, palette: () => void): void {
  useEffect(() => {
    const act = (event: KeyboardEvent) => {
      if (event.defaultPrevented) return
      if ((event.metaKey || event.ctrlKey) && !event.altKey && event.key.toLowerCase() === 'k') {
        event.preventDefault()
        palette()
        return
      }
      if (!enabled || event.metaKey || event.ctrlKey || event.altKey || event.repeat) return
      if (writes(event.target) || isInDialog()) return
      const run = keys.get(event.key)
      if (run === undefined) return
      event.preventDefault()
      run()
    }
    document.addEventListener('keydown', act)
    return () => document.removeEventListener('keydown', act)
  }, [keys, enabled, palette])
}
