import { IconSearch } from '@tabler/icons-react'
import styles from './search-box.module.css'

/** The box of the bar that opens the search; on a phone its sign alone. */
export function SearchBox({ onOpen }: { onOpen: () => void }) {
  return (
    <button type="button" className={styles.box} aria-label="Search ⌘K" aria-haspopup="dialog" onClick={onOpen}>
      <IconSearch className={styles.icon} size={16} stroke={1.7} aria-hidden="true" />
      <span className={styles.word}>Search</span>
      <kbd className={styles.key}>⌘K</kbd>
    </button>
  )
}
