import { expect, test } from 'vitest'
import { importCommand, summarise } from './import.ts'
import { listMappings } from './mappings.ts'

test('the summary says what became of every row', () => {
  const summary = { rows: 105_335, outcomes: 5_094, accepted: 4_549, duplicates: 0, rejected: 1, finished: true }
  expect(summarise({ ...summary, skipped: { adjustment: 540 } }, 'shop.rejected.ndjson')).toBe(
    [
      '105335 rows read',
      '   540 rows skipped: adjustment',
      '  4549 events accepted',
      '     0 events that the service had already',
      '     1 rejected; see shop.rejected.ndjson',
      '',
    ].join('\n'),
  )
})

test('an import that the limit stopped says that it can go on', () => {
  const summary = { rows: 5, outcomes: 4, accepted: 4, duplicates: 0, rejected: 0, skipped: {}, finished: false }
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
