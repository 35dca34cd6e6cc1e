import { expect, test } from 'vitest'
import { drawGrowth } from '../bench/growth-picture.ts'

const flat = {
  name: 'overview: 3 < 4 & "more"',
  times: [
    [1e6, 10],
    [1e7, 10],
  ],
} as const
const steep = {
  name: 'growth: sessions by campaign',
  times: [
    [1e6, 10],
    [1e7, 100],
  ],
} as const

test('a question that reads everything again rises by a decade, and one that does not lies flat', () => {
  const svg = drawGrowth('What pages ask', [flat, steep], [[1e7, 100]])
  // 10 to 100 ms over 420 pixels, from the bottom; one to ten million events over 530.
  expect(svg).toContain('points="70.0,470.0 600.0,50.0"')
  expect(svg).toContain('points="70.0,470.0 600.0,470.0"')
  expect(svg).toContain('10.0 times')
  expect(svg).toContain('1 million')
  expect(svg).toContain('M590 50h20')
})

test('what a name holds is text, and one size is no growth', () => {
  expect(drawGrowth('t', [flat, steep], [])).toContain('overview: 3 &#60; 4 &#38; &#34;more&#34;')
  expect(() => drawGrowth('t', [{ name: 'one', times: [[1e6, 1]] }], [])).toThrow('two sizes')
})
