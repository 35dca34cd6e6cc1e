import { expect, it } from 'vitest'
import { type Command, matching } from './command.ts'

const command = (title: string, group: string, also?: string): Command => ({
  ...{ id: title, title, group, run: () => {} },
  ...(also === undefined ? {} : { also }),
})
const commands = [
  command('Overview', 'Go to'),
  command('Gross merchandise value', 'Measure', 'gmv'),
  command('Last 7 days', 'Range'),
  command('Average order value', 'Measure', 'aov'),
]
const titles = (typed: string) => matching(commands, typed).map(({ title }) => title)

it('finds by every word, in titles, groups and other names', () => {
  expect(titles('')).toHaveLength(4)
  expect(titles('GMV')).toEqual(['Gross merchandise value'])
  expect(titles('measure value')).toEqual(['Gross merchandise value', 'Average order value'])
  expect(titles('nothing')).toEqual([])
})

it('puts what begins with the words first', () => {
  expect(titles('over')).toEqual(['Overview'])
  expect(titles('av')).toEqual(['Average order value'])
  expect(titles('o v')[0]).toBe('Overview')
})
