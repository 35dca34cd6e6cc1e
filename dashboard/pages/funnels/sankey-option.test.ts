import { expect, test } from 'vitest'
import { sankeyOption } from './sankey-option.ts'

const colours = {
  ...{ accent: '', previous: 'grey', line: 'faint', ink: '', inkSoft: '', surface: '', sunken: '' },
  ...{ good: '', bad: '', warn: '', data: ['first', 'second'], named: (name: string) => name },
}

const flow = {
  nodes: [
    { id: '0:session.started', level: 0, name: 'session.started', count: 10 },
    { id: '1:product.viewed', level: 1, name: 'product.viewed', count: 6 },
    { id: '1:session.ended', level: 1, name: 'session.ended', count: 3 },
    { id: '1:other', level: 1, name: 'other', count: 1 },
    { id: '2:end', level: 2, name: 'end', count: 3 },
  ],
  links: [{ source: '0:session.started', target: '1:product.viewed', count: 6, median_seconds: 90 }],
  starts: 10,
}

test('a node is on its level, in the colour of its type', () => {
  const [series] = sankeyOption(flow, colours).series
  expect(series?.data.map(({ name, depth, itemStyle }) => [name, depth, itemStyle.color])).toEqual([
    ['0:session.started', 0, 'first'],
    ['1:product.viewed', 1, 'second'],
    ['1:session.ended', 1, 'first'],
    ['1:other', 1, 'grey'],
    ['2:end', 2, 'faint'],
  ])
})

test('labels and tips say counts, shares and times', () => {
  const [series] = sankeyOption(flow, colours).series
  expect(series?.label.formatter({ name: '1:product.viewed' })).toBe('product viewed  6')
  const tip = series?.tooltip.formatter
  const node = { name: '1:product.viewed', value: 6, source: '', target: '', median_seconds: null }
  expect(tip?.({ dataType: 'node', data: node })).toBe('product viewed<br>6, 60.0% of all')
  const edge = { ...node, name: '', source: '0:session.started', target: '1:product.viewed', median_seconds: 90 }
  expect(tip?.({ dataType: 'edge', data: edge })).toBe('session started → product viewed<br>6, median 1.5 min')
})
