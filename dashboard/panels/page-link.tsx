import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { parseFilters } from '../filters/search.ts'
import type { Destination } from './destination.ts'
import styles from './page-link.module.css'

/** The way to the page about one thing. The range and the filters come along. */
export function PageLink({ destination, children }: { destination: Destination; children: ReactNode }) {
  const own = 'own' in destination ? destination.own : {}
  const search = (all: Record<string, unknown>) => ({ ...parseFilters(all), ...own })
  return (
    <Link to={destination.to} params={destination.params as never} search={search as never} className={styles.link}>
      {children}
    </Link>
  )
}
