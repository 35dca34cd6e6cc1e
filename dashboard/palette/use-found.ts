import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useMemo } from 'react'
import { leastTyped, searchQuery } from '../api/search.ts'
import { codeFor } from '../api/value-names.ts'
import { parseFilters } from '../filters/search.ts'
import { may } from '../session/may.ts'
import { useSession } from '../session/session.ts'
import type { Command } from './command.ts'
import { recordCommand, valueCommand } from './record-commands.ts'

/** No search starts before the reader has stopped typing. */
const pauseMs = 200

export interface FoundCommands {
  /** Whose id is what was typed. */
  readonly exact: readonly Command[]
  readonly others: readonly Command[]
  readonly isSearching: boolean
  /** Set where not everything could be looked through. */
  readonly problem: string | null
}

/** What the service finds under the words that were typed: orders, payments, devices … and values of dimensions. */
export function useFound(typed: string): FoundCommands {
  const navigate = useNavigate()
  const isReader = may(useSession(), 'analytics:read')
  const words = typed.trim()
  const [asked] = useDebouncedValue(isReader ? words : '', pauseMs)
  const { data, error, isFetching } = useQuery(searchQuery(asked))
  const isAsked = asked.length >= leastTyped && words.length >= leastTyped
  const answer = isAsked ? data : undefined
  const commands = useMemo(() => {
    const records = (answer?.records ?? []).map((record) => {
      const { destination, ...shown } = recordCommand(record)
      const search = 'own' in destination ? destination.own : {}
      const run = () =>
        void navigate({ to: destination.to, params: destination.params as never, search: search as never })
      return { command: { ...shown, run }, isExact: record.id.toLowerCase() === asked.toLowerCase() }
    })
    const country = isAsked ? codeFor('country', asked) : asked
    const named = country === asked ? [] : [{ dimension: 'country', value: country }]
    const values = [...named, ...(answer?.values ?? [])].flatMap((value) => {
      const command = valueCommand(value)
      if (command === undefined) return []
      const { to, filter, ...shown } = command
      const run = () => void navigate({ to, search: (old) => ({ ...parseFilters(old), ...filter }) as never })
      return [{ ...shown, run }]
    })
    return {
      exact: records.flatMap(({ command, isExact }) => (isExact ? [command] : [])),
      others: [...records.flatMap(({ command, isExact }) => (isExact ? [] : [command])), ...values],
    }
  }, [answer, asked, isAsked, navigate])
  return {
    ...commands,
    isSearching: isReader && words.length >= leastTyped && (isFetching || asked !== words),
    problem:
      isAsked && error !== null
        ? `Orders, devices and other records could not be searched: ${error.message}`
        : answer?.complete === false
          ? 'Only complete ids were searched: the warehouse did not answer in time.'
          : null,
  }
}
