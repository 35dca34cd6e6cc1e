import { once } from 'node:events'
import { expect, test } from 'vitest'
import { openEventSource } from './event-source.ts'
import { authorization, connectRaw } from './raw-http.ts'
import { startServiceForTest, until } from './service.ts'

test('it stops at once and in order, whatever connections are open', async () => {
  const service = await startServiceForTest()
  const sources = await Promise.all(Array.from({ length: 5 }, () => openEventSource(service.url)))
  const [silent, half, lazy, late] = await Promise.all(Array.from({ length: 4 }, () => connectRaw(service.url)))
  if (!silent || !half || !lazy || !late) throw new Error('not connected')
  half.send('GET /health HTTP/1.1\r\nhost:')
  lazy.socket.pause()
  lazy.send(`GET /analytics/stream HTTP/1.1\r\nhost: x\r\n${authorization}\r\n`)
  // Under way when the service is stopped: its body is incomplete.
  const body = JSON.stringify({ type: 'nothing' })
  late.send(`POST /analytics/ingest HTTP/1.1\r\nhost: x\r\n${authorization}content-type: application/json\r\n`)
  late.send(`expect: 100-continue\r\ncontent-length: ${body.length}\r\n\r\n`)
  expect((await late.answer()).status).toBe(100)
  const { feed } = service.service.deps
  await until(async () => feed.subscribers() === 6)

  const began = performance.now()
  const stopped = service.stop()
  await Promise.all(sources.map(({ ended }) => ended))
  for (const { messages } of sources) {
    expect(messages).toEqual([{ id: '', event: 'dropped', data: { reason: 'shutting_down' } }])
  }
  await expect(feed.begin({ tenantId: 'demo', credential: 'test' })).rejects.toMatchObject({ code: 'shutting_down' })
  await Promise.all([once(silent.socket, 'close'), once(half.socket, 'close')])
  // What was under way is still answered.
  late.send(body)
  const answer = await late.answer()
  expect([answer.status, JSON.parse(answer.body).code]).toEqual([422, 'unknown_type'])
  await stopped
  lazy.socket.destroy()
  expect(performance.now() - began).toBeLessThan(15_000)
})
