import { expect, test } from 'vitest'
import { openTurns } from './protocol-turns.ts'

const message = (type: string, body: string) => {
  const head = Buffer.alloc(5)
  head.write(type)
  head.writeInt32BE(4 + body.length, 1)
  return Buffer.concat([head, Buffer.from(body)])
}
const startup = Buffer.concat([Buffer.from([0, 0, 0, 16, 0, 3, 0, 0]), Buffer.from('user\0pg\0')])
const extended = (statement: string) =>
  Buffer.concat([message('P', statement), message('B', 'x'.repeat(300)), message('E', ''), message('S', '')])

test('a statement with its parameters is one turn, however the bytes were cut', () => {
  const sent = [startup, extended('select 1'), message('Q', 'BEGIN'), extended('select 2'), message('X', '')]
  const bytes = Buffer.concat(sent)
  for (const size of [1, 3, 5, 7, 64, bytes.length]) {
    const turns = openTurns()
    const cut: Buffer[] = []
    for (let from = 0; from < bytes.length; from += size) cut.push(...turns.push(bytes.subarray(from, from + size)))
    expect(cut.map((turn) => turn.toString('hex'))).toEqual(sent.map((turn) => turn.toString('hex')))
  }
})

test('a turn that is not whole is kept back', () => {
  const turns = openTurns()
  turns.push(startup)
  expect(turns.push(message('P', 'select 1'))).toEqual([])
  expect(turns.push(message('B', ''))).toEqual([])
  expect(turns.push(message('S', ''))).toHaveLength(1)
})

test('bytes that are no protocol are refused', () => {
  const turns = openTurns()
  turns.push(startup)
  expect(() => turns.push(Buffer.from([0x51, 0, 0, 0, 0]))).toThrow(/no message/)
})
