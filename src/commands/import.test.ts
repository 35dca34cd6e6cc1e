import { expect, test } from 'vitest'
import { describe as describeSummary, importCommand } from './import.ts'

test('the summary says what became of every row', () => {
  const summary = { rows: 105_335, outcomes: 5_094, accepted: 4_549, duplicates: 0, rejected: 1, finished: true }
  expect(describeSummary({ ...summary, skipped: { adjustment: 540 } }, 'shop.rejected.ndjson')).toBe(
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

const complaintOf = async (...args: string[]) => {
  let written = ''
  const writeErr = (text: string) => {
    written += text
  }
  const command = importCommand().exitOverride().configureOutput({ writeErr })
  await expect(command.parseAsync(args, { from: 'user' })).rejects.toThrow()
  return written
}

test('arguments that make no sense are refused before anything is sent', async () => {
  expect(await complaintOf('--map', 'otto')).toContain("missing required argument 'file'")
  expect(await complaintOf('a.csv')).toContain("'--map <mapping>' not specified")
  expect(await complaintOf('a.csv', '--map', 'otto', '--url', 'ftp://x')).toContain('must begin with http')
  expect(await complaintOf('a.csv', '--map', 'otto', '--batch', '5001')).toContain('from 1 to 5000')
})

test('what stops an import is said in one line', async () => {
  const known = ['--key', 'k', '--url', 'http://127.0.0.1:9']
  expect(await complaintOf('a.csv', '--map', 'nothing', ...known)).toMatch(
    /^There is no mapping nothing\. Built in are/,
  )
  expect(await complaintOf('nothing.csv', '--map', 'otto', ...known)).toBe('There is no file nothing.csv.\n')
})
