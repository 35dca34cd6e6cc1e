import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { Answer, Ask } from './ask.ts'
import { getJson, postJson } from './request.ts'

/** What is read from the ledger itself is as fresh as the answer, which then says nothing of it. */
async function send({ method, path, body }: Ask, signal: AbortSignal): Promise<Answer> {
  const began = performance.now()
  const answer =
    method === 'GET'
      ? await getJson<Partial<Answer>>(path, signal)
      : await postJson<Partial<Answer>>(path, body, signal)
  const elapsed_ms = Math.round(performance.now() - began)
  return { ...answer, meta: answer.meta ?? { fresh_to: new Date().toISOString(), elapsed_ms } }
}

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
