import { expect, test } from 'vitest'
import { type Process, Schedule } from './schedule.ts'

function writeInto(seen: string[], schedule: Schedule) {
  return function* (name: string, ...waits: number[]): Process {
    for (const wait of waits) {
      seen.push(`${name}@${schedule.now}`)
      yield wait
    }
    seen.push(`${name}@${schedule.now}`)
  }
}

const run = (...stops: number[]) => {
  const seen: string[] = []
  const schedule = new Schedule(100)
  const process = writeInto(seen, schedule)
  schedule.start(process('a', 10, 20))
  schedule.start(process('b', 10))
  schedule.start(process('late'), 5)
  for (const stop of stops) schedule.advance(stop)
  return seen
}

test('steps run in the order of time, and at the same time in the order in which they were put down', () => {
  expect(run(1000)).toEqual(['a@100', 'b@100', 'late@105', 'a@110', 'b@110', 'a@130'])
})

test('the end of an advance is not included, and cutting the time changes nothing', () => {
  expect(run(105)).toEqual(['a@100', 'b@100'])
  expect(run(105, 110, 111, 130, 131)).toEqual(run(1000))
})

test('many processes with random waits keep the order', () => {
  const schedule = new Schedule(0)
  const times: number[] = []
  function* often(step: number): Process {
    for (let n = 0; n < 50; n++) {
      times.push(schedule.now)
      yield (step * 7919) % 101
    }
  }
  for (let n = 0; n < 100; n++) schedule.start(often(n), (n * 31) % 17)
  schedule.advance(1e9)
  expect(times).toHaveLength(5000)
  expect(times).toEqual(times.toSorted((a, b) => a - b))
})
