import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import { insertClause, openEngine, settingsClause } from './engine.ts'

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

  it('is unavailable, and at no fault, to whom still asks while the service stops', async () => {
    const engine = await openEngine({ url: 'http://127.0.0.1:9' })
    await engine.close()
    for (const asked of [engine.read('SELECT 1'), engine.run('SELECT 1'), engine.ping()]) {
      await expect(asked).rejects.toMatchObject({
        code: 'warehouse_unavailable',
        message: expect.stringContaining('stopping'),
      })
    }
  })

  it('gives its own error where the statement is at fault', async () => {
    const body = 'Code: 47. DB::Exception: Unknown identifier. (UNKNOWN_IDENTIFIER)'
    expect(await failureOf({ status: 404, body })).toMatchObject({ code: '47', type: 'UNKNOWN_IDENTIFIER' })
  })
})

describe.each([undefined, 'main'])('what is written to a server, in the cluster %s', (cluster) => {
  it('is written before the answer comes, whatever the server does by default', async () => {
    const asked: { address: string; body: string }[] = []
    const server = createServer(async (request, response) => {
      asked.push({
        address: decodeURIComponent(request.url ?? '').replaceAll('+', ' '),
        body: (await text(request)).split('\n')[0] ?? '',
      })
      response.end()
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const engine = await openEngine({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, cluster })
    await engine.insert('events', [{ id: 'a' }], { insert_deduplication_token: 't' }, 'batch')
    await engine.run(`INSERT INTO hours ${insertClause({ insert_deduplicate: 0 })} SELECT 1`)
    await expect(engine.run('INSERT INTO hours SELECT 1')).rejects.toThrow('an INSERT needs insertClause()')
    await expect(engine.run(`\n insert into hours ${settingsClause({ a: 1 })} SELECT 1`)).rejects.toThrow('INSERT')
    await engine.close()
    await new Promise((resolve) => server.close(resolve))

    expect(asked).toHaveLength(2)
    for (const { address, body } of asked) {
      expect(address).toMatch(/[?&]async_insert=0(&|$)/)
      expect(address).toMatch(/[?&]wait_end_of_query=1(&|$)/)
      expect(`${address} ${body}`).toContain('SETTINGS async_insert = 0')
    }
  })
})

describe('settingsClause', () => {
  it('quotes text', () => {
    expect(settingsClause({ a: 1, b: "it's \\ x" })).toBe(String.raw`SETTINGS a = 1, b = 'it\'s \\ x'`)
  })
})
