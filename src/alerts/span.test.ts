import { expect, test } from 'vitest'
import { spanOf } from './span.ts'

const now = Date.parse('2026-10-08T10:07:30Z')
const above = { kind: 'above', value: 1 } as const
const rises = { kind: 'rises_by', value: 1 } as const

test('an hour is the last sixty minutes', () => {
  expect(spanOf('hour', above, now)).toEqual({ from: '2026-10-08T09:08:00.000Z', to: '2026-10-08T10:08:00.000Z' })
})

test('a day and a week end with the hour that runs', () => {
  expect(spanOf('day', above, now)).toEqual({ from: '2026-10-07T11:00:00.000Z', to: '2026-10-08T11:00:00.000Z' })
  expect(spanOf('week', above, now)).toEqual({ from: '2026-10-01T11:00:00.000Z', to: '2026-10-08T11:00:00.000Z' })
})

test('a change is measured over full hours', () => {
  expect(spanOf('day', rises, now)).toEqual({ from: '2026-10-07T10:00:00.000Z', to: '2026-10-08T10:00:00.000Z' })
})
