import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { Answer, Ask } from '../panels/panel.ts'
import { getJson, postJson } from './request.ts'

const send = ({ method, path, body }: Ask, signal: AbortSignal) =>
  method === 'GET' ? getJson<Answer>(path, signal) : postJson<Answer>(path, body, signal)

/** An answer for a panel. One of an open range is asked again every 15 seconds. */
export const panelQuery = (ask: Ask, open: boolean, enabled: boolean) =>
  queryOptions({
    queryKey: ['panel', ask] as const,
    queryFn: ({ signal }) => send(ask, signal),
    enabled,
    staleTime: 10_000,
    refetchInterval: open ? 15_000 : false,
    placeholderData: keepPreviousData,
  })
