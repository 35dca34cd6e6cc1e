import { Skeleton, VisuallyHidden } from '@mantine/core'
import styles from './feedback.module.css'

/** The outline of a page while its code or its session is on the way. */
export function PageLoading() {
  return (
    <div className={styles.page} role="status">
      <VisuallyHidden>Loading</VisuallyHidden>
      <Skeleton height={28} width={180} />
      <Skeleton height={36} width="100%" />
      <Skeleton height={320} radius="lg" />
      <Skeleton height={220} radius="lg" />
    </div>
  )
}
