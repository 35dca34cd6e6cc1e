import { expect, test } from 'vitest'
import { simulateCommand } from './simulate.ts'

const complaintOf = async (...args: string[]) => {
  let written = ''
  const writeErr = (text: string) => {
    written += text
  }
  const command = simulateCommand().exitOverride().configureOutput({ writeErr })
  await expect(command.parseAsync(args, { from: 'user' })).rejects.toThrow()
  return written
}

test('arguments that make no sense are refused', async () => {
  expect(await complaintOf('--days', '0')).toContain('days must be a number above 0')
  expect(await complaintOf('--scale', 'large')).toContain('scale must be a number above 0')
  expect(await complaintOf('--to', 'tomorrow')).toContain('RFC 3339')
})
