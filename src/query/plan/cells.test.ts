import { describe, expect, it } from 'vitest'
import { type Cell, layTogether } from './cells.ts'

const row = (time: string, keys: string[], sums: Record<string, number>): Cell => ({
  time,
  keys,
  sums: new Map(Object.entries(sums)),
})

describe('layTogether', () => {
  it('puts the sums of a bucket into one cell, whichever read they are of', () => {
    const reads = [
      { keys: ['country'], rows: [row('monday', ['ES'], { a: 1 }), row('monday', ['FR'], { a: 2 })] },
      { keys: ['country'], rows: [row('monday', ['FR'], { b: 3 }), row('tuesday', ['FR'], { b: 4 })] },
    ]
    expect(layTogether(['country'], reads)).toEqual([
      row('monday', ['ES'], { a: 1 }),
      row('monday', ['FR'], { a: 2, b: 3 }),
      row('tuesday', ['FR'], { b: 4 }),
    ])
  })

  it('gives each cell what was read by fewer keys, and makes no cell of it', () => {
    const clicks = [row('monday', ['1', 'ES'], { a: 1 }), row('monday', ['2', 'ES'], { a: 2 })]
    const searches = [row('monday', ['ES'], { b: 9 }), row('monday', ['FR'], { b: 5 })]
    const reads = [
      { keys: ['country'], rows: searches },
      { keys: ['position', 'country'], rows: clicks },
    ]
    expect(layTogether(['position', 'country'], reads)).toEqual([
      row('monday', ['1', 'ES'], { a: 1, b: 9 }),
      row('monday', ['2', 'ES'], { a: 2, b: 9 }),
    ])
  })
})
