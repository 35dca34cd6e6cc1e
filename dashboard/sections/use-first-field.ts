import { type RefObject, useEffect, useRef } from 'react'

/** For a form that opens where a button was: the reader's focus goes to its first field, and is not lost with the button. */
export function useFirstField(): RefObject<HTMLFormElement | null> {
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => {
    form.current?.querySelector<HTMLElement>('input, select, textarea')?.focus()
  }, [])
  return form
}
