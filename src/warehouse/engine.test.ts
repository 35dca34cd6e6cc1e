import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import { openEngine, settingsClause } from './engine.ts'

/** The failure of asking a server that answers with this error, or that is not there. */
async function failureOf(error?: { status: number; body: string }): Promise<unknown> {
  const server = createServer((_, response) => response.writeHead(error?.status ?? 200).end(error?.body))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  if (error === undefined) await new Promise((resolve) => server.close(resolve))
  const engine = await openEngine({ url })
  const failure = await engine.read('SELECT 1').catch((reason: unknown) => reason)
  await engine.close()
  if (server.listening) await new Promise((resolve) => server.close(resolve))
  return failure
}

describe('an engine', () => {
  it('is unavailable where nothing listens', async () => {
    expect(await failureOf()).toMatchObject({ code: 'warehouse_unavailable', status: 503 })
  })

  it('is unavailable where it says that it is overloaded', async () => {
    const body =
      'Code: 202. DB::Exception: Too many simultaneous queries. Maximum: 100. (TOO_MANY_SIMULTANEOUS_QUERIES)'
    expect(await failureOf({ status: 500, body })).toMatchObject({ code: 'warehouse_unavailable' })
  })

  it('gives its own error where the statement is at fault', async () => {
    const body = 'Code: 47. DB::Exception: Unknown identifier. (UNKNOWN_IDENTIFIER)'
    expect(await failureOf({ status: 404, body })).toMatchObject({ code: '47', type: 'UNKNOWN_IDENTIFIER' })
  })
})

describe('settingsClause', () => {
  it('quotes text', () => {
    expect(settingsClause({ a: 1, b: "it's \\ x" })).toBe(String.raw`SETTINGS a = 1, b = 'it\'s \\ x'`)
  })
})
