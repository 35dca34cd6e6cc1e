import { Button, Code } from '@mantine/core'
import { IconCloudOff, IconRefresh } from '@tabler/icons-react'
import { useQueryErrorResetBoundary } from '@tanstack/react-query'
import { type ErrorComponentProps, useRouter } from '@tanstack/react-router'
import { asProblem } from '../api/problem.ts'
import styles from './feedback.module.css'
import { Message } from './message.tsx'

interface FailureProps {
  error: unknown
  onRetry: () => void
  retrying?: boolean
}

/** A failed request, as the service reports it. Support needs the code. */
export function Failure({ error, onRetry, retrying = false }: FailureProps) {
  const problem = asProblem(error)
  return (
    <Message
      urgent
      icon={<IconCloudOff size={20} stroke={1.7} />}
      title={problem.title}
      actions={
        <>
          <Button
            size="xs"
            variant="default"
            loading={retrying}
            leftSection={<IconRefresh size={14} />}
            onClick={onRetry}
          >
            Try again
          </Button>
          <Code>{problem.code}</Code>
        </>
      }
    >
      {problem.detail}
      {problem.retryAfterSeconds === null ? null : ` Try again in ${problem.retryAfterSeconds} s.`}
    </Message>
  )
}

/** A page that could not be drawn at all. */
export function PageFailure({ error, reset }: ErrorComponentProps) {
  const router = useRouter()
  const queries = useQueryErrorResetBoundary()
  return (
    <main className={styles.page}>
      <Failure
        error={error}
        onRetry={() => {
          queries.reset()
          reset()
          void router.invalidate()
        }}
      />
    </main>
  )
}
