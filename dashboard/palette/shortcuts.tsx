import { Checkbox, Modal } from '@mantine/core'
import type { Command } from './command.ts'
import styles from './palette.module.css'

interface ShortcutsProps {
  commands: readonly Command[]
  enabled: boolean
  onEnabled: (enabled: boolean) => void
  onClose: () => void
}

/** What each key does, and the way to turn them off. */
export default function Shortcuts({ commands, enabled, onEnabled, onClose }: ShortcutsProps) {
  return (
    <Modal
      opened
      onClose={onClose}
      title="Keyboard shortcuts"
      size="lg"
      closeButtonProps={{ 'aria-label': 'Close the shortcuts' }}
    >
      <ul className={styles.keys}>
        <li>
          Everything, by name <kbd className={styles.key}>⌘ K</kbd>
        </li>
        {commands.map(({ id, title, key }) => (
          <li key={id}>
            {title} <kbd className={styles.key}>{key}</kbd>
          </li>
        ))}
        <li>
          Along a chart <kbd className={styles.key}>← →</kbd>
        </li>
      </ul>
      <Checkbox
        className={styles.switch}
        label="Single keys act on the page"
        description="Turn them off where speech or another tool types for you. ⌘ K stays."
        checked={enabled}
        onChange={(event) => onEnabled(event.currentTarget.checked)}
      />
    </Modal>
  )
}
