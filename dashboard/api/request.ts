import { Problem, problemOf } from './problem.ts'

async function answer(path: string, init: RequestInit): Promise<Response> {
  let response: Response
  try {
    response = await fetch(path, { credentials: 'same-origin', ...init })
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause
    throw new Problem({
      code: 'unreachable',
      status: 0,
      title: 'The service cannot be reached',
      detail: 'No response. Check your connection; the page retries automatically.',
      cause,
    })
  }
  if (!response.ok) throw await problemOf(response)
  return response
}

/** Throws a `Problem` for every answer that is not 2xx, and for none. */
export async function getJson<T>(path: string, signal?: AbortSignal): Promise<T> {
  const response = await answer(path, signal ? { signal } : {})
  return (await response.json()) as T
}

/** As `getJson`, of an answer that is text. */
export async function getText(path: string): Promise<string> {
  return (await answer(path, {})).text()
}

/** Headers that a call carries beside its body: a reason, a signature. */
export type More = Readonly<Record<string, string>>

/** Why something is changed, as a header; nothing where no reason is given. */
export const reasonHeader = (reason: string): More =>
  reason.trim() === '' ? {} : { 'x-change-reason': encodeURIComponent(reason.trim()) }

/** As `getJson`; an answer without a body is `undefined`. Without a `body` none is sent. */
export async function postJson<T>(path: string, body?: unknown, signal?: AbortSignal, more: More = {}): Promise<T> {
  const response = await answer(path, {
    method: 'POST',
    ...(body === undefined
      ? { headers: more }
      : { headers: { 'content-type': 'application/json', ...more }, body: JSON.stringify(body) }),
    ...(signal ? { signal } : {}),
  })
  return (response.status === 204 ? undefined : await response.json()) as T
}

/** Throws as `getJson` does. */
export async function putJson<T>(
  path: string,
  body: unknown,
  method: 'PUT' | 'PATCH' = 'PUT',
  more: More = {},
): Promise<T> {
  const headers = { 'content-type': 'application/json', ...more }
  return (await (await answer(path, { method, headers, body: JSON.stringify(body) })).json()) as T
}

/** Throws as `getJson` does; an answer without a body is `undefined`. @param reason why, for the audit trail; may be empty */
export async function deleteJson<T = void>(path: string, reason = '', more: More = {}): Promise<T> {
  const response = await answer(path, { method: 'DELETE', headers: { ...reasonHeader(reason), ...more } })
  return (response.status === 204 ? undefined : await response.json()) as T
}
