import { type ReactNode, useEffect } from 'react'
import { UnappliedFilters } from '../filters/unapplied.tsx'
import styles from './page-layout.module.css'

interface PageProps {
  title: string
  /** A line of state beside the title. */
  aside?: ReactNode
  children: ReactNode
}

/** One room: its name in the tab and as the heading, then its content. */
export function PageLayout({ title, aside, children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · POCM Analytics`
  }, [title])
  return (
    <div className={styles.page}>
      <div className={styles.head}>
        <h1 className={styles.title}>{title}</h1>
        {aside}
      </div>
      <UnappliedFilters>{children}</UnappliedFilters>
    </div>
  )
}
