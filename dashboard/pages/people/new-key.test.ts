import { expect, it } from 'vitest'
import { newKeyOf } from './new-key.ts'

const now = Date.parse('2026-10-01T12:00:00Z')
const draft = { name: ' till ', scopes: ['analytics:ingest'], days: '', origins: '', types: '', ips: '' }

it('leaves out what was not filled in', () => {
  expect(newKeyOf(draft, now)).toEqual({ name: 'till', scopes: ['analytics:ingest'] })
})

it('reads lists that are separated by commas, spaces or lines, and days from now', () => {
  const full = {
    ...{ ...draft, days: '30', types: 'payment, order', ips: '10.0.0.0/8  192.0.2.1' },
    origins: 'https://a.example\nhttps://b.example\n',
  }
  expect(newKeyOf(full, now)).toEqual({
    ...{ name: 'till', scopes: ['analytics:ingest'], expires_at: '2026-10-31T12:00:00.000Z' },
    allowed_origins: ['https://a.example', 'https://b.example'],
    allowed_types: ['payment', 'order'],
    allowed_ips: ['10.0.0.0/8', '192.0.2.1'],
  })
})
