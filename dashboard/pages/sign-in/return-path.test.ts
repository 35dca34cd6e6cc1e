import { expect, test } from 'vitest'
import { returnPath } from './return-path.ts'

test('a path of this page is kept', () => {
  expect(returnPath('/live?type=payment')).toBe('/live?type=payment')
  expect(returnPath('/')).toBe('/')
})

test('everything else leads to the overview', () => {
  const traps = ['//example.org', '/\\example.org', '/\t/example.org', 'https://example.org', 'javascript:alert(1)']
  for (const trap of [...traps, '', undefined, ['/live'], '/sign-in']) expect(returnPath(trap)).toBe('/')
})
