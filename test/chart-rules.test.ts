import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const deploy = join(import.meta.dirname, '../deploy')
const read = (file: string) => readFileSync(join(deploy, file), 'utf8')

// The chart can hold no links to files beside it.
test.each(['alerts', 'objectives'])('the chart has the %s of compose', (name) => {
  expect(read(`helm/pocm-analytics/files/${name}.yaml`)).toBe(read(`prometheus/${name}.yaml`))
})
