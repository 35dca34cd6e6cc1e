import { Link } from '@tanstack/react-router'
import { parseFilters } from '../filters/search.ts'
import styles from './navigation.module.css'
import { rooms } from './rooms.ts'

/** The rooms: a column beside the page, or a bar below it on a phone. The filters come along. */
export function Navigation() {
  return (
    <nav className={styles.navigation} aria-label="Rooms">
      <ul className={styles.list}>
        {rooms.map(({ to, title, icon: Icon }) => (
          <li key={to}>
            <Link
              to={to}
              search={(search) => parseFilters(search)}
              activeOptions={{ exact: true, includeSearch: false }}
              className={styles.room}
            >
              <Icon className={styles.icon} stroke={1.7} aria-hidden="true" />
              {title}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  )
}
