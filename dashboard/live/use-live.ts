import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState, useSyncExternalStore } from 'react'
import { sessionQuery } from '../api/session.ts'
import { type ConnectionState, connect } from './connection.ts'
import { createFeed, type Feed, type FeedView } from './feed.ts'
import type { LiveSearch } from './search.ts'

const drawEveryMs = 120

const newFeed = () => createFeed({ now: Date.now, schedule: (task) => setTimeout(task, drawEveryMs) })

export interface Live {
  readonly view: FeedView
  readonly feed: Feed
  readonly connection: ConnectionState
  /** A message that could not be read; the stream goes on. */
  readonly fault: Error | null
}

/** The stream with these filters, for as long as the page is open. Other filters begin another list. */
export function useLive(filters: LiveSearch): Live {
  const key = JSON.stringify(filters)
  const [feed, setFeed] = useState(newFeed)
  const [connection, setConnection] = useState<ConnectionState>({ state: 'connecting' })
  const [fault, setFault] = useState<Error | null>(null)
  const queryClient = useQueryClient()
  const view = useSyncExternalStore(feed.subscribe, feed.view)

  useEffect(() => {
    const fresh = newFeed()
    setFeed(fresh)
    setFault(null)
    return connect(JSON.parse(key) as LiveSearch, {
      onEvent: fresh.push,
      onFault: setFault,
      onState: (state) => {
        setConnection(state)
        // An EventSource does not tell why it was refused; the session does, and leads to the sign-in if it ended.
        if (state.state === 'refused') void queryClient.invalidateQueries({ queryKey: sessionQuery.queryKey })
      },
    })
  }, [key, queryClient])

  return { view, feed, connection, fault }
}

/** Events in each of the last 60 seconds, counted anew every second. */
export function useSeconds(feed: Feed): number[] {
  const [seconds, setSeconds] = useState(feed.seconds)
  useEffect(() => {
    setSeconds(feed.seconds())
    const timer = setInterval(() => setSeconds(feed.seconds()), 1000)
    return () => clearInterval(timer)
  }, [feed])
  return seconds
}
