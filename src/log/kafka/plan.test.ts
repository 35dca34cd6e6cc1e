import type { Message } from '@platformatic/kafka'
import { expect, test } from 'vitest'
import type { StoredEvent } from '../../events/envelope.ts'
import { toMessage } from './message.ts'
import type { PartitionState } from './partition-batches.ts'
import { plan } from './plan.ts'

const topic = 'pocm.analytics.payment.v1'
const known = { types: new Set(['payment']), ledger: 'ours' }
const topicIds = new Map([[topic, 'topic-id']])

/** A message as a broker gives it, of the event that stands at this place of a ledger's log. */
function message(offset: number, tx: string, position: string, ledger = 'ours'): Message {
  const event = { id: `${tx}-${position}`, tenant_id: 'demo', type: 'payment' } as StoredEvent
  const { value, headers } = toMessage({ event, tx, position }, ledger)
  const headerEntries = [...(headers as Map<Buffer, Buffer>)]
  return { topic, partition: 0, offset: BigInt(offset), value, headerEntries } as unknown as Message
}

const from = (nextOffset: number, tx: string, position: string) =>
  new Map<string, PartitionState>([['topic-id/0', { nextOffset: BigInt(nextOffset), at: { tx, position } }]])
const idsOf = ({ batch }: ReturnType<typeof plan>) => batch.events.map(({ event }) => event.id)

test('what was published twice is taken once, and places are compared as numbers', () => {
  const messages = [message(5, '9', '40'), message(6, '10', '2'), message(7, '9', '40'), message(8, '10', '2')]
  const planned = plan([...messages, message(9, '10', '3')], topicIds, from(5, '9', '39'), known)
  expect(idsOf(planned)).toEqual(['9-40', '10-2', '10-3'])
  expect(planned.ranges.map(({ to }) => to)).toEqual([{ nextOffset: 10n, at: { tx: '10', position: '3' } }])
})

test('messages that come again, as to a reader that joins, are not read twice', () => {
  const planned = plan([message(3, '9', '1'), message(4, '9', '2')], topicIds, from(4, '9', '1'), known)
  expect(idsOf(planned)).toEqual(['9-2'])
  expect(plan([message(3, '9', '1')], topicIds, from(4, '9', '1'), known).ranges).toEqual([])
})

test('offsets that the broker deleted before they were read are reported', () => {
  const planned = plan([message(8, '12', '1'), message(9, '12', '2')], topicIds, from(5, '9', '40'), known)
  expect(planned.gaps).toEqual([{ topic, partition: 0, from: 5n, to: 8n }])
  expect(idsOf(planned)).toEqual(['12-1', '12-2'])
})

test('what another ledger has published is passed by, wherever it stands in its log', () => {
  const planned = plan([message(0, '99', '1', 'theirs'), message(1, '9', '1')], topicIds, from(0, '0', '0'), known)
  expect(idsOf(planned)).toEqual(['9-1'])
  expect(planned).toMatchObject({ foreign: 1, flawed: [] })
})

test('a message that is not an event of ours is set aside, and those after it are processed', () => {
  const stranger = {
    topic,
    partition: 0,
    offset: 0n,
    value: Buffer.from('{}'),
    headerEntries: [],
  } as unknown as Message
  const planned = plan([stranger, message(1, '9', '1')], topicIds, from(0, '0', '0'), known)
  expect(planned.flawed).toEqual([{ message: stranger, flaw: 'has no pocm_tx and pocm_position' }])
  expect(idsOf(planned)).toEqual(['9-1'])
})

test('a batch has the same token whatever order its partitions come in, and another one when it goes further', () => {
  const both = new Map([...from(0, '0', '0'), ['topic-id/1', { nextOffset: 0n, at: { tx: '0', position: '0' } }]])
  const other = { ...message(0, '9', '2'), partition: 1 } as Message
  const tokenOf = (messages: Message[]) => plan(messages, topicIds, both, known).batch.token
  expect(tokenOf([message(0, '9', '1'), other])).toBe(tokenOf([other, message(0, '9', '1')]))
  expect(tokenOf([message(0, '9', '1')])).not.toBe(tokenOf([message(0, '9', '1'), message(1, '9', '3')]))
})

test('an event that the ledger lost when it was restored is passed by, and does not hide those that came after', () => {
  const messages = [message(5, '900', '7'), message(6, '40', '2'), message(7, '41', '3')]
  const missing = new Set(['900 7 demo 900-7'])
  const planned = plan(messages, topicIds, from(5, '39', '1'), { ...known, missing })
  expect(idsOf(planned)).toEqual(['40-2', '41-3'])
  expect(planned).toMatchObject({ lost: 1, gaps: [] })
  expect(planned.ranges.map(({ to }) => to)).toEqual([{ nextOffset: 8n, at: { tx: '41', position: '3' } }])
})
