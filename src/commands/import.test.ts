import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { dryRun } from '../../importer/dry-run.ts'
import { describeDryRun, importCommand, summarise } from './import.ts'
import { openCheck } from './import-check.ts'
import { listMappings } from './mappings.ts'

const counts = { rows: 105_335, outcomes: 5_096, accepted: 4_549, duplicates: 0, rejected: 1, finished: true }
const ofRows = { rows_read: 105_335, rows_in_events: 104_794, rows_rejected: 1 }

test('the summary says what became of every row and every event, and the sums', () => {
  const summary = { ...counts, ...ofRows, repeated: 6, skipped: { adjustment: 540 }, reasons: { no_rule: 1 } }
  expect(summarise(summary, 'shop.rejected.ndjson')).toBe(
    [
      '105335 rows read',
      '104794 rows in events',
      '   540 rows skipped: adjustment',
      '     1 rows in no event because they were rejected',
      '  4549 events accepted',
      '     0 events that the service had already',
      '     6 events repeated within this file',
      '     1 rejected; see shop.rejected.ndjson',
      '     1   of them no_rule',
      'Rows: 104794 + 540 + 1 = 105335. Events and rejections: 4549 + 0 + 6 + 1 = 4556.',
      '',
    ].join('\n'),
  )
})

test('members of lists are counted beside the rows that held them', () => {
  const summary = { ...counts, rows: 20, rows_read: 1500, rows_in_events: 1499, rows_rejected: 1, skipped: {} }
  expect(summarise(summary, 'x')).toMatch(/^ {2}20 rows read\n1500 members of their lists\n1499 rows in events\n/)
})

test('an import that the limit stopped says that it can be continued', () => {
  const summary = { ...counts, ...ofRows, skipped: {}, finished: false }
  expect(summarise(summary, 'x')).toContain('the same command continues')
})

const complaintOf = async (...args: string[]) => {
  const command = importCommand()
    .exitOverride()
    .configureOutput({ writeErr: () => {} })
  const error: unknown = await command.parseAsync(['--key', 'k', ...args], { from: 'user' }).catch((it) => it)
  return error instanceof Error ? error.message : undefined
}

test('arguments that make no sense are refused before anything is sent', async () => {
  expect(await complaintOf('--map', 'otto')).toContain("missing required argument 'file'")
  expect(await complaintOf('a.csv')).toContain("'--map <mapping>' not specified")
  expect(await complaintOf('a.csv', '--map', 'otto', '--batch', '5001')).toContain('from 1 to 5000')
  expect(await complaintOf('a.csv', '--map', 'otto', '--url', 'nowhere')).toBe('nowhere is no address of a service.')
  expect(await complaintOf('a.csv', '--map', 'nothing')).toMatch(/^There is no mapping nothing\. Built in are/)
  expect(await complaintOf('a.csv', '--map', 'otto')).toBe('There is no file a.csv.')
})

test('the list of mappings names what each is of and what can be set', async () => {
  const list = await listMappings()
  expect(list).toMatch(/^shopify\n {2}Shopify orders/m)
  expect(list).toContain('libreview\n  LibreView')
  expect(list).toContain("    --set zone=UTC  the time zone of the device's clock\n")
  expect(await complaintOf('a.csv', '--map', 'otto', '--set', 'zone')).toContain('It must be name=value.')
  expect(await complaintOf('a.csv', '--map', 'otto', '--set', 'zone=UTC')).toContain('has no parameter zone')
})

test('without a key nothing is imported, though a dry run needs none', async () => {
  vi.stubEnv('POCM_API_KEY', undefined)
  onTestFinished(() => void vi.unstubAllEnvs())
  const command = importCommand()
    .exitOverride()
    .configureOutput({ writeErr: () => {} })
  await expect(command.parseAsync(['a.csv', '--map', 'otto'], { from: 'user' })).rejects.toThrow(
    "'--key <key>' not specified",
  )
  const dry = importCommand().exitOverride()
  await expect(dry.parseAsync(['a.csv', '--map', 'otto', '--dry-run'], { from: 'user' })).rejects.toThrow(
    'There is no file a.csv.',
  )
})

const mapping = `
name: dry
format: csv
rules:
  - where: [{ column: kind, is: none }]
    skip: no payment
  - event:
      type: payment
      action: captured
      idempotency_key: { template: 'dry:{id}' }
      occurred_at: { column: at, required: true }
      producer: dry
      data: { payment_id: { column: id }, gateway: g, method: card, amount: { column: amount, as: decimal }, currency: { column: currency } }
`

/** A good row, its repeat, the same key with another amount, what only the service refuses, what the mapping cannot read. */
const rows = [
  'id,kind,at,amount,currency',
  '1,p,2026-10-01T10:00:00Z,10,EUR',
  '1,p,2026-10-01T10:00:00Z,10,EUR',
  '1,p,2026-10-01T10:00:00Z,11,EUR',
  '2,p,2026-10-01T10:00:00Z,10,EURO',
  '3,p,2026-10-01T10:00:00Z,ten,EUR',
  '4,none,,,',
  '5,p,2026-10-01T10:00:00Z,10',
  '6,p,2026-10-01T10:00:00Z,0.1234567,EUR',
  '7,p,2026-10-01T10:00:00Z,12.5,EUR',
]

test('a dry run counts as an import does, with the service\u2019s own reasons, and leaves nothing behind', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'dry-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const [file, map] = [join(folder, 'a.csv'), join(folder, 'map.yaml')]
  await writeFile(file, rows.join('\n'))
  await writeFile(map, mapping)
  const tried = await dryRun({ file, map, url: 'http://127.0.0.1:9' }, await openCheck())
  expect(describeDryRun(tried)).toBe(`Dry run: nothing was sent. What the service has already is not known to it.
9 rows read
6 rows in events
1 rows skipped: no payment
2 rows in no event because they were rejected
2 events that would be sent
1 events repeated within this file
5 rejected
1   of them idempotency_conflict
1   of them invalid_event
1   of them unreadable_value
1   of them malformed_row
1   of them unsafe_value
Rows: 6 + 1 + 2 = 9. Events and rejections: 2 + 1 + 5 = 8.
The first rejected:
  row 3: idempotency_conflict: differs from what stands under this key earlier in the file
  row 4: invalid_event: /data/currency must be a currency by ISO 4217 in capitals, such as EUR
  row 5: unreadable_value: /data/amount amount is "ten", no decimal
  row 7: malformed_row: the row has 4 columns and the header 5
  row 8: unsafe_value: /data/amount has more than 6 decimals, which are all that is kept; round it before it is sent
The first events:
  {"type":"payment","action":"captured","idempotency_key":"dry:1","occurred_at":"2026-10-01T10:00:00Z","producer":"dry","data":{"payment_id":"1","gateway":"g","method":"card","amount":10,"currency":"EUR"}}
  {"type":"payment","action":"captured","idempotency_key":"dry:7","occurred_at":"2026-10-01T10:00:00Z","producer":"dry","data":{"payment_id":"7","gateway":"g","method":"card","amount":12.5,"currency":"EUR"}}
`)
  expect((await readdir(folder)).sort()).toEqual(['a.csv', 'map.yaml'])
})
