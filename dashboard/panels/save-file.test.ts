import { expect, test } from 'vitest'
import { fileName } from './save-file.ts'

test('the name of a file holds the last day that is in it', () => {
  expect(fileName('Success by gateway', '2026-10-01', '2026-11-01', 'csv')).toBe(
    'success-by-gateway_2026-10-01_2026-10-31.csv',
  )
  expect(fileName('A', '2026-10-01T06:00:00Z', '2026-10-02T07:00:00Z', 'png')).toBe('a_2026-10-01_2026-10-02.png')
})
