import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { allSettings } from './settings.ts'
import { settingsDocument } from './settings-document.ts'

const written = readFileSync(join(import.meta.dirname, '../../docs/settings.md'), 'utf8')

test('docs/settings.md is what the table of settings says (npm run pocm settings write writes it anew)', () => {
  expect(written).toBe(settingsDocument())
})

test('each setting has one line, with its default, its kind and one sentence', () => {
  for (const [name, { says }] of allSettings) {
    const lines = written.split('\n').filter((line) => line.startsWith(`| \`${name}\` |`))
    expect(lines, name).toHaveLength(1)
    expect(lines[0]?.split(' | ').length, name).toBe(4)
    expect(says, name).toMatch(/^[A-Z][^.]*(\.[^ ][^.]*)*\.$/)
  }
  expect(written).toContain('| `POCM_MAX_BODY_BYTES` | 16 MiB | bytes, 1 024 to 1 073 741 824 |')
  expect(written).toContain(
    '| `POCM_MASTER_KEY_PREVIOUS` | none | 32 bytes in base64, several separated by commas; secret |',
  )
  expect(written).toContain('| `PORT` | 8080 | port, 0 to 65535 |')
})
