import { expect, onTestFinished, test } from 'vitest'
import { byReadings, firingsOf, openToPrivate, reading } from './alert-story.ts'
import { startService, startServiceForTest, until } from './service.ts'
import { openReceiver } from './webhook-receiver.ts'

test('a receiver that fails is tried again, also by the next process, under the same id', async () => {
  const receiver = await openReceiver()
  receiver.answer(500)
  const first = await startService(openToPrivate)
  onTestFinished(() => first.stopAndClean())
  await first.send([reading(), reading(), reading()])
  await first.settled()
  await first.call('POST', '/analytics/alerts', { ...byReadings, webhook_url: receiver.url })
  await until(async () => (await firingsOf(first))[0]?.webhook.error === 'The receiver answered 500.')
  await first.stop()

  receiver.answer(302)
  const tried = receiver.received.length
  const second = await startService({ ...openToPrivate, POCM_DATA_DIR: first.folder })
  onTestFinished(() => second.stop())
  await until(async () => receiver.received.length > tried)
  expect((await firingsOf(second))[0].webhook.status).toBe('pending')
  receiver.answer(200)
  await until(async () => (await firingsOf(second))[0].webhook.status === 'delivered')
  expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
  expect(new Set(receiver.received.map(({ body }) => body)).size).toBe(1)
  expect(await firingsOf(second)).toHaveLength(1)
})

test('a private address is refused, by its number at once and by its name when it is called', async () => {
  const service = await startServiceForTest({ POCM_LOG_LEVEL: 'fatal' })
  for (const webhook_url of [
    ...[
      'http://example.com/',
      'https://127.0.0.1/',
      'https://[::1]/',
      'https://2130706433/',
      'https://169.254.169.254/',
    ],
    ...['https://user:password@example.com/', 'ftp://example.com/', 'nonsense'],
  ]) {
    const { status, body } = await service.call('POST', '/analytics/alerts', { ...byReadings, webhook_url })
    expect([webhook_url, status, body.errors?.[0].path]).toEqual([webhook_url, 422, '/webhook_url'])
  }
  const receiver = await openReceiver()
  const webhook_url = receiver.url.replace('http://127.0.0.1', 'https://localhost')
  const { body: alert } = await service.call('POST', '/analytics/alerts', { ...byReadings, webhook_url })
  const { body } = await service.call('POST', `/analytics/alerts/${alert.id}/test`)
  expect(body.delivered).toBe(false)
  expect(body.error).toBe('localhost leads to an address which is not public')
  expect(receiver.received).toEqual([])
})

test('a receiver that cannot be reached is reported by a code, without what its name resolves to', async () => {
  const service = await startServiceForTest(openToPrivate)
  const webhook_url = 'http://localhost:1/hook'
  const { body: alert } = await service.call('POST', '/analytics/alerts', { ...byReadings, webhook_url })
  const { body } = await service.call('POST', `/analytics/alerts/${alert.id}/test`)
  expect(body).toEqual({ delivered: false, error: 'The receiver could not be reached (ECONNREFUSED).' })
})
