import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Engine, openEngine } from '../../src/warehouse/engine/engine.ts'
import { tooLong, tooMuch, transient } from '../../src/warehouse/engine/failures.ts'
import { openTestWarehouse } from './open.ts'

let opened: Awaited<ReturnType<typeof openTestWarehouse>>
let engine: Engine
beforeAll(async () => {
  opened = await openTestWarehouse()
  engine = await openEngine(opened.place)
})
afterAll(async () => {
  await engine.close()
  await opened.close()
})

it('keeps what a failed statement has written out of the answers of others', async () => {
  const failing = 'SELECT number, throwIf(number = 500000) FROM numbers(1000000) SETTINGS max_block_size = 1000'
  const asked = Array.from({ length: 20 }, (_, index) =>
    index % 4 === 0 ? engine.read(failing) : engine.read('SELECT {n:UInt32}', { n: index }),
  )
  const answers = await Promise.allSettled(asked)
  for (const [index, answer] of answers.entries()) {
    if (index % 4 === 0) expect(answer).toMatchObject({ status: 'rejected', reason: { code: '395' } })
    else expect(answer).toMatchObject({ value: { data: [[index]] } })
  }
})

it('says that a statement asked too much where it outlasts its limit', async () => {
  const endless = 'SELECT max(sipHash64(number)) FROM numbers(1000000000000) SETTINGS max_execution_time = 1'
  await expect(engine.read(endless)).rejects.toMatchObject({ code: 'query_too_large' })
  expect((await engine.read('SELECT 1')).data).toEqual([[1]])
})

it('knows the errors that pass by the names that the engine gives them', async () => {
  const known = new Map([...transient, ...tooLong, ...tooMuch])
  const sql = 'SELECT errorCodeToName(arrayJoin({codes:Array(UInt32)}))'
  const { data } = await engine.read(sql, { codes: [...known.keys()].map(Number) })
  expect(data.map(([name]) => name)).toEqual([...known.values()])
})

it('forgets the settings of a statement when it is over', async () => {
  await engine.run(
    'CREATE TABLE kept (n UInt8) ENGINE = MergeTree ORDER BY n SETTINGS non_replicated_deduplication_window = 10',
  )
  for (const _ of [1, 2]) await engine.insert('kept', [{ n: 1 }], { insert_deduplication_token: 'one' }, 'one')
  await engine.insert('kept', [{ n: 1 }, { n: 2 }], { max_insert_block_size: 1000 }, 'two')
  expect((await engine.read('SELECT count() FROM kept')).data).toEqual([[3]])
})
