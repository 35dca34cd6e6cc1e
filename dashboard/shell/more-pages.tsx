import { Drawer } from '@mantine/core'
import styles from './more-pages.module.css'
import { NavigationLink } from './navigation-link.tsx'
import { inBar, type NavigationPage } from './navigation-page.ts'

/** The pages that the bar of a phone has no place for. */
export default function MorePages({ pages, onClose }: { pages: readonly NavigationPage[]; onClose: () => void }) {
  return (
    <Drawer
      opened
      onClose={onClose}
      title="Pages"
      position="bottom"
      size="auto"
      radius="lg"
      closeButtonProps={{ 'aria-label': 'Close the list of pages' }}
    >
      <ul className={styles.list}>
        {pages.slice(inBar).map((page) => (
          <li key={page.to}>
            <NavigationLink page={page} className={styles.room} iconClassName={styles.icon} onClick={onClose} />
          </li>
        ))}
      </ul>
    </Drawer>
  )
}
