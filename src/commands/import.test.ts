import { expect, test } from 'vitest'
import { importCommand, summarise } from './import.ts'
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

test('an import that the limit stopped says that it can go on', () => {
  const summary = { ...counts, ...ofRows, skipped: {}, finished: false }
  expect(summarise(summary, 'x')).toContain('the same command goes on')
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
