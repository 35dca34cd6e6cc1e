import { queryOptions } from '@tanstack/react-query'
import { writeAddress } from './address.ts'
import { getJson, postJson } from './request.ts'

/** Letters that died for the same reason. */
export interface DeadLetterGroup {
  cause: string
  type: string | null
  producer: string | null
  letters: number
  first_at: string
  last_at: string
}

export interface DeadLetter {
  id: string
  cause: string
  errors: { path: string; message: string }[]
  /** What was sent, in base64. */
  bytes: string
  topic: string
  partition: number
  offset: string
  tries: number
  died_at: string
}

/** Which letters a replay takes: those of a group. */
export type LetterFilter = Partial<Record<'cause' | 'type' | 'producer', string>>

export const filterOf = ({ cause, type, producer }: DeadLetterGroup): LetterFilter => ({
  cause,
  ...(type === null ? {} : { type }),
  ...(producer === null ? {} : { producer }),
})

/** The oldest letters of a group. */
export const lettersQuery = (filter: LetterFilter) =>
  queryOptions({
    queryKey: ['dead-letters', filter],
    queryFn: async ({ signal }) =>
      (await getJson<{ letters: DeadLetter[] }>(`/analytics/dlq${writeAddress({ ...filter, limit: 20 })}`, signal))
        .letters,
  })

export interface Replayed {
  dry_run: boolean
  valid: number
  accepted: number
  duplicates: number
  rejected: number
  results: { id: string; status: string; reason: string | null; errors: { path: string; message: string }[] }[]
}

/** Tries the letters again, each mended by a JSON Patch (RFC 6902) first; a dry run changes nothing. */
export const replayLetters = (asked: LetterFilter & { mapping: unknown[]; dry_run: boolean }) =>
  postJson<Replayed>('/analytics/dlq/replay', asked)
