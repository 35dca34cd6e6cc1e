import { Link } from '@tanstack/react-router'
import { parseFilters } from '../filters/search.ts'
import type { rooms } from './page-list.ts'

interface RoomLinkProps {
  room: (typeof rooms)[number]
  className: string | undefined
  iconClassName: string | undefined
  onClick?: () => void
}

/** The way to a room. The filters come along. */
export function RoomLink({ room: { to, title, icon: Icon }, className, iconClassName, onClick }: RoomLinkProps) {
  return (
    <Link
      to={to}
      search={(search) => parseFilters(search)}
      activeOptions={{ exact: to === '/', includeSearch: false }}
      {...(className ? { className } : {})}
      {...(onClick ? { onClick } : {})}
    >
      <Icon className={iconClassName} stroke={1.7} aria-hidden="true" />
      {title}
    </Link>
  )
}
