import { lazy, type ReactNode, Suspense, useEffect, useRef } from 'react'
import styles from './late-popover.module.css'
import type { PopoverBodyProps } from './popover-body.tsx'

const load = () => import('./popover-body.tsx')
const PopoverBody = lazy(load)

/** What the button of a popover must carry. */
export interface TargetProps {
  readonly onClick: () => void
  readonly onPointerDown: () => void
  readonly onPointerEnter: () => void
  readonly onFocus: () => void
  readonly 'aria-haspopup': 'dialog'
  readonly 'aria-expanded': boolean
}

interface LatePopoverProps extends Omit<PopoverBodyProps, 'onClose'> {
  opened: boolean
  onChange: (opened: boolean) => void
  target: (props: TargetProps) => ReactNode
  /** Whether the button takes the width of its place. */
  fill?: boolean
}

/**
 * A popover whose code (placement, focus trap) is loaded when the pointer or focus nears its button: a page has dozens of
 * them, and its first load includes none. The button stays the same element throughout, so focus returns to it.
 */
export function LatePopover({ opened, onChange, target, fill = false, ...body }: LatePopoverProps) {
  // A press on the button while the popover is open closes it, being outside of it; the click that follows must not
  // open it again.
  const wasOpen = useRef(false)
  const place = useRef<HTMLSpanElement>(null)
  useEffect(() => {
    if (!opened) return
    return () => {
      // What had the focus in the popover is gone with it; a press elsewhere moves the focus there right after.
      if (document.activeElement === document.body || document.activeElement === null) {
        place.current?.querySelector('button')?.focus({ preventScroll: true })
      }
    }
  }, [opened])
  const props: TargetProps = {
    onPointerEnter: () => void load(),
    onFocus: () => void load(),
    onPointerDown: () => {
      wasOpen.current = opened
    },
    onClick: () => {
      onChange(!(opened || wasOpen.current))
      wasOpen.current = false
    },
    'aria-haspopup': 'dialog',
    'aria-expanded': opened,
  }
  return (
    <span ref={place} className={styles.place} data-fill={fill || undefined}>
      {target(props)}
      {opened ? (
        <Suspense fallback={null}>
          <PopoverBody {...body} onClose={() => onChange(false)} />
        </Suspense>
      ) : null}
    </span>
  )
}
