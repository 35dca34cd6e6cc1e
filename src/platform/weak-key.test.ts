import { expect, test } from 'vitest'
import { weaknessOf } from './weak-key.ts'

test.each([
  ...['hunter2', 'pocm_0123456789abcdef', 'a'.repeat(40), 'abababababababababababababab', 'password'.repeat(4)],
  ...['abcdefghijklmnopqrstuvwxyz', '012345678901234567890123456789', 'changeme-admin-password-secret'],
  ...['correct-horse-correct-horse-correct-horse-', 'zyxwvutsrqponmlkjihgfedcba', 'qwertyuiopasdfghjklzxcvbnm'],
])('%s is refused', (key) => {
  expect(weaknessOf(key)).toBeTypeOf('string')
})

test.each([
  ...['pocm_test_admin_key_0123456789', 'pocm_8f14e45fceea167a5a36dedd4bea2543'],
  ...['pocm_Zm9vYmFyYmF6cXV4MTIzNDU2Nzg5MGFiY2RlZg', 'd9428888-122b-11e1-b85c-61cd3cbb3210'],
])('%s is taken', (key) => {
  expect(weaknessOf(key)).toBeUndefined()
})
