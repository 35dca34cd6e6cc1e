import { queryOptions } from '@tanstack/react-query'
import { writeAddress } from './address.ts'
import type { Answered, Body } from './generated/contract.ts'
import { getJson, type More, postJson, reasonHeader } from './request.ts'

export type DeadLetters = Answered<'GET /analytics/dlq'>
/** Letters that died for the same reason. */
export type DeadLetterGroup = DeadLetters['groups'][number]
export type DeadLetter = DeadLetters['letters'][number]
export type Replayed = Answered<'POST /analytics/dlq/replay'>

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
      (await getJson<DeadLetters>(`/analytics/dlq${writeAddress({ ...filter, limit: 20 })}`, signal)).letters,
  })

/**
 * Replays the letters, each corrected by a JSON Patch (RFC 6902) first; a dry run changes nothing.
 * @param reason why they are corrected, for the audit trail. @param signature headers of one
 */
export const replayLetters = ({
  reason,
  signature,
  ...asked
}: Body<'POST /analytics/dlq/replay'> & { readonly reason: string; readonly signature: More }) =>
  postJson<Replayed>('/analytics/dlq/replay', asked, undefined, { ...reasonHeader(reason), ...signature })
