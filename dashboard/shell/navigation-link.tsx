import { Link } from '@tanstack/react-router'
import { parseFilters } from '../filters/search.ts'
import type { NavigationPage } from './navigation-page.ts'

interface NavigationLinkProps {
  page: NavigationPage
  className: string | undefined
  iconClassName: string | undefined
  onClick?: () => void
}

/** The way to a page. The filters come along. */
export function NavigationLink({
  page: { to, title, icon: Icon },
  className,
  iconClassName,
  onClick,
}: NavigationLinkProps) {
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
