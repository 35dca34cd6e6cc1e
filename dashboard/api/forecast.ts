import { queryOptions } from '@tanstack/react-query'
import type { Answered, Body } from './generated/contract.ts'
import { Problem } from './problem.ts'
import { postJson } from './request.ts'

export type ForecastBody = Body<'POST /analytics/forecast'>
export type ForecastAnswer = Answered<'POST /analytics/forecast'>
/** What is expected, or why the service has too little data to tell it. */
export type Forecast = ForecastAnswer | { readonly notEnough: string }

/** The forecast of a measure; it changes with the day, and with events that come late. */
export const forecastQuery = (body: ForecastBody) =>
  queryOptions({
    queryKey: ['forecast', body] as const,
    staleTime: 300_000,
    queryFn: async ({ signal }): Promise<Forecast> => {
      try {
        return await postJson<ForecastAnswer>('/analytics/forecast', body, signal)
      } catch (error) {
        if (error instanceof Problem && error.code === 'not_enough_data') return { notEnough: error.detail }
        throw error
      }
    },
  })
