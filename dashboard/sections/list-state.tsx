import { Skeleton } from '@mantine/core'
import type { UseQueryResult } from '@tanstack/react-query'
import { Failure } from '../feedback/failure.tsx'
import styles from './section.module.css'

interface ListStateProps {
  query: Pick<UseQueryResult, 'data' | 'error' | 'isFetching' | 'refetch'>
  /** Whether what came is an empty list. */
  isEmpty: boolean
  /** What an empty list says. */
  empty: string
}

/** What replaces a list that is loading, failed or empty; nothing where it is shown. */
export function ListState({ query, isEmpty, empty }: ListStateProps) {
  const { data, error, isFetching, refetch } = query
  if (error !== null) return <Failure error={error} onRetry={() => void refetch()} retrying={isFetching} />
  if (data === undefined) return <Skeleton height={90} mt="md" />
  return isEmpty ? <p className={styles.empty}>{empty}</p> : null
}
