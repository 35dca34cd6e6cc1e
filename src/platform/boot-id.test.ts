import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { noteBoot } from './boot-id.ts'

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'pocm-test-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}

test('a folder is new until it was checked, and then no more on the same boot of the machine', () => {
  const folder = newFolder()
  expect([1, 2].map(() => noteBoot(folder, 'monday').isNew)).toEqual([true, true])
  noteBoot(folder, 'monday').settle()
  expect([1, 2].map(() => noteBoot(folder, 'monday').isNew)).toEqual([false, false])
})

test('a machine that was restarted is new until its folder was checked', () => {
  const folder = newFolder()
  noteBoot(folder, 'monday').settle()
  expect(noteBoot(folder, 'tuesday').isNew).toBe(true)
  const wednesday = noteBoot(folder, 'wednesday')
  expect(wednesday.isNew).toBe(true)
  wednesday.settle()
  expect(noteBoot(folder, 'wednesday').isNew).toBe(false)
})

test('the machine names its own run', () => {
  const folder = newFolder()
  noteBoot(folder).settle()
  expect(noteBoot(folder).isNew).toBe(false)
})
