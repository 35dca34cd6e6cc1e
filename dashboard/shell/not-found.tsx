import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useEffect } from 'react'
import styles from './not-found.module.css'
import { Wordmark } from './wordmark.tsx'

/** An address that leads nowhere. */
export function NotFound() {
  useEffect(() => {
    document.title = 'Not found · POCM Analytics'
  }, [])
  return (
    <main className={styles.page}>
      <Wordmark />
      <svg className={styles.drawing} viewBox="0 0 320 96" fill="none" aria-hidden="true">
        <path d="M8 48h84a18 18 0 0 1 0 36H74" className={styles.channel} />
        <path d="M312 48h-84a18 18 0 0 1 0-36h18" className={styles.channel} />
        <circle cx="160" cy="48" r="7" className={styles.drop} />
      </svg>
      <h1 className={styles.title}>Page not found</h1>
      <p className={styles.text}>There is no page at this address. It may have been mistyped, or moved.</p>
      <Button component={Link} to="/">
        Back to the overview
      </Button>
    </main>
  )
}
