import { VisuallyHidden } from '@mantine/core'
import { IconArrowDownRight, IconArrowUpRight } from '@tabler/icons-react'
import type { Change } from '../figures/change.ts'
import styles from './change-mark.module.css'

/** How a figure moved, in colour, sign, arrow and words: none of them alone carries the meaning. */
export function ChangeMark({ change }: { change: Change }) {
  const Arrow = { up: IconArrowUpRight, down: IconArrowDownRight, level: null, unknown: null }[change.direction]
  return (
    <span className={styles.change} data-tone={change.tone}>
      {Arrow ? <Arrow size={14} stroke={2.2} aria-hidden="true" /> : null}
      <span aria-hidden="true">{change.text}</span>
      <VisuallyHidden>{change.sentence}</VisuallyHidden>
    </span>
  )
}
