import { IconDots } from '@tabler/icons-react'
import { lazy, Suspense, useState } from 'react'
import styles from './navigation.module.css'
import { RoomLink } from './page-link.tsx'
import { inBar, rooms } from './page-list.ts'

const MoreRooms = lazy(() => import('./more-pages.tsx'))

/** The rooms: a column beside the page, or a bar below it on a phone. */
export function Navigation() {
  const [more, setMore] = useState(false)
  return (
    <nav className={styles.navigation} aria-label="Rooms">
      <ul className={styles.list}>
        {rooms.map((room, index) => (
          <li key={room.to} data-beyond={index >= inBar || undefined}>
            <RoomLink room={room} className={styles.room} iconClassName={styles.icon} />
          </li>
        ))}
        {rooms.length > inBar ? (
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
          <MoreRooms onClose={() => setMore(false)} />
        </Suspense>
      ) : null}
    </nav>
  )
}
