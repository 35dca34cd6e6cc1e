import { type MessageToProduce, ProtocolError } from '@platformatic/kafka'
import { expect, test } from 'vitest'
import type { StoredLetter } from '../../ledger/dead-letters.ts'
import { publishPage } from './publish-letters.ts'

const letter = (id: string) =>
  ({ id, tenant_id: 'demo', cause: 'invalid_event', tries: 1, topic: 't', partition: 0, offset: '0' }) as StoredLetter
const page = ['a', 'b', 'poison', 'c'].map(letter)

/** Brokers that answer to some messages by this error. */
function brokers(error: Error) {
  const taken: string[] = []
  const send = async (messages: readonly MessageToProduce[]) => {
    const keys = messages.map(({ key }) => String(key))
    if (keys.includes('poison')) throw error
    taken.push(...keys)
  }
  return { taken, send }
}

test('a letter that the brokers refuse for its own sake does not hold up the others', async () => {
  const refusal = new ProtocolError('MESSAGE_TOO_LARGE')
  const { taken, send } = brokers(refusal)
  const { refused, error } = await publishPage({ send }, page)
  expect(refused.map(({ id }) => id)).toEqual(['poison'])
  expect(error).toBe(refusal)
  expect(taken).toEqual(['a', 'b', 'c'])
})

test('while the brokers are unavailable nothing is refused', async () => {
  const away = new Error('away')
  await expect(publishPage(brokers(away), page)).rejects.toBe(away)
})
