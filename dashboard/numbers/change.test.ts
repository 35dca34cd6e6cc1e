import { expect, test } from 'vitest'
import { changeOf } from './change.ts'

test('a sum changes relative to the period before', () => {
  expect(changeOf(112, 100, 'count', 'more')).toMatchObject({ direction: 'up', tone: 'good', text: '+12.0%' })
  expect(changeOf(75, 100, 'money', 'more')).toMatchObject({ direction: 'down', tone: 'bad', text: '−25.0%' })
})

test('less can be better, and neither can be', () => {
  expect(changeOf(5, 10, 'count', 'less')).toMatchObject({ direction: 'down', tone: 'good', text: '−50.0%' })
  expect(changeOf(15, 10, 'count', 'less')).toMatchObject({ tone: 'bad' })
  expect(changeOf(15, 10, 'count', 'neither')).toMatchObject({ tone: 'neutral', text: '+50.0%' })
})

test('a ratio changes in points', () => {
  const change = changeOf(0.05, 0.037, 'ratio', 'more')
  expect(change).toMatchObject({ text: '+1.3 pt', tone: 'good' })
  expect(change.sentence).toBe('up 1.3 percentage points on the previous period')
  expect(changeOf(0.1, 0, 'ratio', 'less')).toMatchObject({ text: '+10.0 pt', tone: 'bad' })
})

test('past a doubling, tenths are left out', () => {
  expect(changeOf(199.9, 100, 'count', 'more').text).toBe('+99.9%')
  expect(changeOf(241.4, 100, 'count', 'more').text).toBe('+141%')
  expect(changeOf(1400, 100, 'count', 'more').text).toBe('+1,300%')
})

test('from nothing, or to nothing known, there is no change to tell', () => {
  for (const [current, previous] of [
    [5, 0],
    [5, null],
    [null, 5],
    [undefined, undefined],
  ]) {
    expect(changeOf(current, previous, 'count', 'more')).toMatchObject({
      amount: null,
      direction: 'unknown',
      tone: 'neutral',
      text: '–',
    })
  }
})

test('what rounds to nothing is level', () => {
  expect(changeOf(10_001, 10_000, 'count', 'more')).toMatchObject({ direction: 'level', tone: 'neutral', text: '0.0%' })
  expect(changeOf(0.5, 0.5, 'ratio', 'more')).toMatchObject({ text: '0.0 pt' })
})
