import { Outlet, useSearch } from '@tanstack/react-router'
import { useCallback, useMemo, useState } from 'react'
import { navigationPages } from './page-list.ts'
import { Keyboard, type Open } from './palette/keyboard.tsx'
import { SearchBox } from './palette/search-box.tsx'
import { parsePageSearch } from './panels/page-search.ts'
import { mayAny } from './session/may.ts'
import { useSession } from './session/session.ts'
import { useFollowVisits } from './session/visit.ts'
import { Navigation } from './shell/navigation.tsx'
import { UserMenu } from './shell/user-menu.tsx'
import { VisitBanner } from './shell/visit-banner.tsx'
import { Wordmark } from './shell/wordmark.tsx'
import styles from './signed-in.module.css'

/** The frame around every page. */
export function SignedIn() {
  useFollowVisits()
  const session = useSession()
  const { display } = parsePageSearch(useSearch({ strict: false }))
  const shown = useMemo(
    () => navigationPages.filter(({ scope }) => scope === undefined || mayAny(session, scope)),
    [session],
  )
  const [open, setOpen] = useState<Open>(null)
  const openSearch = useCallback(() => setOpen('palette'), [])
  return (
    <div className={styles.frame} data-display={display}>
      <a className={styles.skip} href="#content">
        Skip to content
      </a>
      <aside className={styles.side} aria-label="POCM Analytics">
        <Wordmark />
        <SearchBox onOpen={openSearch} />
        <Navigation pages={shown} />
        <div className={styles.user}>
          <UserMenu />
        </div>
      </aside>
      <main id="content" className={styles.main} tabIndex={-1}>
        <VisitBanner />
        <Outlet />
      </main>
      <Keyboard pages={shown} open={open} onOpen={setOpen} />
    </div>
  )
}
