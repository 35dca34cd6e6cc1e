import { Popover, type PopoverProps } from '@mantine/core'
import type { ReactNode } from 'react'
import styles from './late-popover.module.css'

export interface PopoverBodyProps {
  /** The name of the dialog. */
  label: string
  width?: number
  position: NonNullable<PopoverProps['position']>
  withArrow?: boolean
  className?: string | undefined
  /** Whether the dialog itself takes the focus, where it has nothing to be focused. */
  focusItself?: boolean
  onClose: () => void
  children: ReactNode
}

/** An open popover over the place that it is put in. */
export default function PopoverBody({ label, className, focusItself, onClose, children, ...rest }: PopoverBodyProps) {
  return (
    // The button says what it opens; the anchor, which Mantine would have say it, is not an element to press.
    <Popover
      opened
      onChange={(opened) => (opened ? undefined : onClose())}
      shadow="md"
      trapFocus
      withRoles={false}
      {...rest}
    >
      <Popover.Target>
        <span className={styles.anchor} />
      </Popover.Target>
      <Popover.Dropdown
        role="dialog"
        aria-label={label}
        {...(className ? { className } : {})}
        {...(focusItself ? { tabIndex: -1, 'data-autofocus': true } : {})}
      >
        {children}
      </Popover.Dropdown>
    </Popover>
  )
}
