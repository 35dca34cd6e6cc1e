import { IconDots } from '@tabler/icons-react'
import { lazy, Suspense, useState } from 'react'
import styles from './navigation.module.css'
import { NavigationLink } from './navigation-link.tsx'
import { inBar, type NavigationPage } from './navigation-page.ts'

const MorePages = lazy(() => import('./more-pages.tsx'))

/** The pages: a column beside the page, or a bar below it on a phone. */
export function Navigation({ pages }: { pages: readonly NavigationPage[] }) {
  const [more, setMore] = useState(false)
  return (
    <nav className={styles.navigation} aria-label="Pages">
      <ul className={styles.list}>
        {pages.map((page, index) => (
          <li key={page.to} data-beyond={index >= inBar || undefined}>
            <NavigationLink page={page} className={styles.room} iconClassName={styles.icon} />
          </li>
        ))}
        {pages.length > inBar ? (
          <li className={styles.more}>
            <button type="button" className={styles.room} aria-expanded={more} onClick={() => setMore(true)}>
              <IconDots className={styles.icon} stroke={1.7} aria-hidden="true" />
              More
            </button>
          </li>
        ) : null}
      </ul>
      {more ? (
        <Suspense fallback={null}>
          <MorePages pages={pages} onClose={() => setMore(false)} />
        </Suspense>
      ) : null}
    </nav>
  )
}
