import { VisuallyHidden } from '@mantine/core'
import { IconArrowDownRight, IconArrowUpRight } from '@tabler/icons-react'
import type { Change } from './change.ts'
import styles from './change-mark.module.css'

/**
 * How a figure moved, in colour, sign, arrow and words: none of them alone carries the meaning.
 * @param isExplained whether there is room to say why a change is unknown
 */
export function ChangeMark({ change, isExplained = false }: { change: Change; isExplained?: boolean }) {
  const Arrow = { up: IconArrowUpRight, down: IconArrowDownRight, level: null, unknown: null }[change.direction]
  return (
    <span className={styles.change} data-tone={change.tone}>
      {Arrow ? <Arrow size={14} stroke={2.2} aria-hidden="true" /> : null}
      <span
        aria-hidden="true"
        title={change.isNoise ? 'Within chance: the 95 % interval of the change holds zero' : change.reason}
      >
        {isExplained ? (change.reason ?? change.text) : change.text}
      </span>
      <VisuallyHidden>{change.sentence}</VisuallyHidden>
    </span>
  )
}
