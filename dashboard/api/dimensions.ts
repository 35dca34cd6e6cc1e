import { keepPreviousData, queryOptions } from '@tanstack/react-query'

import { writeAddress } from './address.ts'
import type { FilterDimension } from './dimension-names.ts'
import type { Answered } from './generated/contract.ts'
import { getJson } from './request.ts'

export interface DimensionValue {
  /** Empty for events that carry none. */
  value: string
  /** How many events carry it in the range. */
  events: number
}

const limit = 50

/** The values that a dimension has in the range, the most frequent first; `search` narrows them. */
export const dimensionQuery = (
  dimension: FilterDimension,
  { from, to }: { from: string; to: string },
  timezone: string,
  search: string,
) =>
  queryOptions({
    queryKey: ['dimension', dimension, from, to, timezone, search],
    staleTime: 60_000,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => {
      const question = writeAddress({ from, to, timezone, limit, search: search === '' ? undefined : search })
      const { values } = await getJson<Answered<'GET /analytics/dimensions/{dimension}'>>(
        `/analytics/dimensions/${dimension}${question}`,
        signal,
      )
      return values.map(({ value, events }): DimensionValue => ({ value: value ?? '', events }))
    },
  })
