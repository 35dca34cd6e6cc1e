import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { noteBoot } from './boot.ts'

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'pocm-test-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}

test('a new folder and every start on the same run of the machine see nothing new', () => {
  const folder = newFolder()
  expect([1, 2, 3].map(() => noteBoot(folder, 'monday').isNew)).toEqual([false, false, false])
})

test('a machine that was started anew is new until somebody has looked', () => {
  const folder = newFolder()
  noteBoot(folder, 'monday')
  expect(noteBoot(folder, 'tuesday').isNew).toBe(true)
  const wednesday = noteBoot(folder, 'wednesday')
  expect(wednesday.isNew).toBe(true)
  wednesday.settle()
  expect(noteBoot(folder, 'wednesday').isNew).toBe(false)
})

test('the machine names its own run', () => {
  const folder = newFolder()
  expect([noteBoot(folder).isNew, noteBoot(folder).isNew]).toEqual([false, false])
})
